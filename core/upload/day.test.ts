import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { foldDay } from '../day/fold.ts';
import type { SaleCompleted } from '../journal/events/sale.ts';
import { minor, negate, ZERO } from '../money/minor.ts';
import { counterSale } from '../returns/return-receipt.ts';
import { MILK, type SampleEvent, sampleJournal, sampleSale } from '../testing/sample-day.ts';
import { checkManifest, checkSale, summariseEntries } from './build.ts';
import type { UploadManifest } from './types.ts';

/** What head office must see in a batch, beside its sums: part cash, returns, corrections. */

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const milk = (receiptSeq: number, changes: Partial<SaleCompleted> = {}): SaleCompleted => ({
  ...sampleSale({ receiptSeq, lines: [{ item: MILK }] }),
  ...changes,
});
const sold = (payload: SaleCompleted): SampleEvent => ({ type: 'sale.completed', payload });
const opened: SampleEvent = { type: 'day.opened', payload: { businessDay: '2026-03-01' } };
const partCash = (amountMinor: number) => ({
  basketId: 'b',
  tenderId: 't',
  shiftId: 'shift-1',
  amountMinor: minor(amountMinor),
});
const journal = (events: readonly SampleEvent[]) => sampleJournal(events, sha256);

function manifestFor(
  events: readonly SampleEvent[],
  changes: Partial<UploadManifest> = {},
): UploadManifest {
  return {
    kind: 'tillwright-batch',
    version: 1,
    batchId: 'b',
    batchNo: 1,
    storeId: 'S001',
    registerId: '3',
    businessDay: '2026-03-01',
    builtAtMs: 0,
    currency: 'CNY',
    grandSalesMinor: ZERO,
    ...summariseEntries(journal(events)),
    ...changes,
  };
}

/** All that a day's end says of the day, as the register would write it. */
function closed(events: readonly SampleEvent[]): Extract<SampleEvent, { type: 'day.closed' }> {
  const report = foldDay(journal(events), {
    businessDay: '2026-03-01',
    storeId: 'S001',
    registerId: '3',
    zNumber: 1,
    closedAtMs: 0,
    currency: 'CNY',
    grandSalesBefore: ZERO,
    grandReturnsBefore: ZERO,
  });
  return { type: 'day.closed', payload: { report } };
}

describe('cash that pays a part of a basket', () => {
  const partOf = (events: readonly SampleEvent[]) =>
    summariseEntries(journal(events)).partCashMinor;
  const taken: SampleEvent = { type: 'cash.taken', payload: partCash(500) };

  it('is what was taken, less what was handed back and what the sales count', () => {
    const back: SampleEvent = {
      type: 'cash.handedBack',
      payload: { ...partCash(200), why: 'corrected' },
    };
    expect(partOf([taken])).toBe(500);
    expect(partOf([taken, back])).toBe(300);
    expect(partOf([taken, back, sold(milk(1))])).toBe(300);
    expect(partOf([taken, back, sold(milk(1, { cashTakenBeforeMinor: minor(300) }))])).toBe(
      undefined,
    );
    expect(partOf([sold(milk(1, { cashTakenBeforeMinor: minor(300) }))])).toBe(-300);
  });

  it('is checked like any other sum, also where the manifest leaves it out', () => {
    const events = [taken];
    expect(checkManifest(manifestFor(events), journal(events))).toEqual([]);
    const silent = manifestFor(events, { partCashMinor: undefined });
    expect(checkManifest(silent, journal(events))).toEqual([
      'partCashMinor: manifest undefined, entries 500',
    ]);
    const invented = manifestFor([opened], { partCashMinor: minor(5) });
    expect(checkManifest(invented, journal([opened]))).toEqual([
      'partCashMinor: manifest 5, entries undefined',
    ]);
  });

  it('is never more than the cash of its sale', () => {
    expect(checkSale(milk(1, { cashTakenBeforeMinor: minor(650) }))).toEqual([]);
    expect(checkSale(milk(1, { cashTakenBeforeMinor: minor(651) }))).toEqual([
      'cash taken before 651 is not among the tenders',
    ]);
    expect(checkSale(milk(1, { cashTakenBeforeMinor: minor(-1) }))).toEqual([
      'cash taken before -1 is not among the tenders',
    ]);
    const byCard = sampleSale({ receiptSeq: 1, lines: [{ item: MILK }], cardMinor: 650 });
    expect(checkSale(byCard)).toEqual([]);
    expect(checkSale({ ...byCard, cashTakenBeforeMinor: minor(1) })).toHaveLength(1);
  });
});

describe('the grand total', () => {
  const original = milk(1);
  const back = counterSale({
    original,
    returnId: 'back',
    steps: [{ way: 'cash', originalAttemptId: null, amountMinor: original.totalMinor }],
    cards: [],
    cashTenderId: 't',
    numbers: {
      saleId: 's',
      receiptNo: 'S001-3-000002',
      receiptSeq: 2,
      shiftId: 'x',
      operatorId: 'li',
    },
  });
  const events = [sold(original), sold(back)];

  it('is of sales alone: what is returned makes it no smaller', () => {
    const manifest = manifestFor(events, { grandSalesMinor: minor(1650) });
    expect(manifest.salesTotalMinor).toBe(0);
    expect(checkManifest(manifest, journal(events), minor(1000))).toEqual([]);
    expect(checkManifest(manifest, journal(events), minor(999))).toEqual([
      'grandSalesMinor: manifest 1650, entries 1649',
    ]);
  });

  it('is not asked about where nobody knows the one before', () => {
    const manifest = manifestFor(events, { grandSalesMinor: minor(987_654) });
    expect(checkManifest(manifest, journal(events))).toEqual([]);
    expect(checkManifest(manifest, journal(events), null)).toEqual([]);
  });

  it('is of a sale that returns one in cash a fitting one', () => {
    expect(checkSale(back)).toEqual([]);
    expect(back.tenders[0]?.amountMinor).toBe(negate(original.totalMinor));
  });
});

describe('what was taken off baskets', () => {
  const corrected: SampleEvent = {
    type: 'basket.corrected',
    payload: {
      basketId: 'b',
      lineId: 'l1',
      itemId: 'milk',
      kind: 'lineVoid',
      fromThousandths: 1000,
      toThousandths: 0,
      amountMinor: minor(650),
      reason: 'mistake',
    },
  };
  const found = (events: readonly SampleEvent[]) =>
    checkManifest(manifestFor(events), journal(events));

  it('is what the day’s end says of it', () => {
    const day = [opened, sold(milk(1)), corrected];
    expect(found([...day, closed(day)])).toEqual([]);
    expect(found([opened, closed([opened])])).toEqual([]);
  });

  it('is hidden by a day’s end that says less of it, or more', () => {
    const day = [opened, corrected];
    expect(found([...day, closed([opened])])).toEqual([
      "entry 3: corrections are not those of the day's entries",
    ]);
    expect(found([opened, closed(day)])).toHaveLength(1);
  });

  it('is not asked about where the day’s begin is not among the entries', () => {
    expect(found([sold(milk(1)), corrected, closed([])])).toEqual([]);
  });
});

describe('an entry of somebody else', () => {
  const events = [opened, sold(milk(1))];
  const entries = journal(events);

  it.each([
    ['store', { storeId: 'S002' }, ['entry 1: belongs to S001-3', 'entry 2: belongs to S001-3']],
    ['register', { registerId: '4' }, ['entry 1: belongs to S001-3', 'entry 2: belongs to S001-3']],
    ['day', { businessDay: '2026-03-02' }, ['entry 2: sale of business day 2026-03-01']],
    ['currency', { currency: 'EUR' }, ['entry 2: sale in CNY']],
  ])('is told by its %s', (_, changes, expected) => {
    expect(checkManifest(manifestFor(events, changes), entries)).toEqual(expected);
  });
});
