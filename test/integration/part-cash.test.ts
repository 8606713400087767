import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkManifest, summariseEntries } from '../../core/upload/build.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import { events, type JournalType } from '../../core/journal/events/all.ts';
import {
  BREAD,
  call,
  MILK,
  must,
  openForSelling,
  openTestTill,
  SETTINGS,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => till.close());

const now = () => till.register.tillSnapshot();
const entries = () => till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
const payloads = (type: JournalType) =>
  entries().flatMap((entry) => (entry.type === type ? [entry.payload] : []));
const expectedNow = () =>
  till.store.read((tx) => tx.expectedCash(tx.openShift()?.shiftId ?? '')) as number;

/** Bread and milk, 16.50, of which 5.00 are paid in cash. */
async function payPart(): Promise<void> {
  for (const { code } of [BREAD, MILK])
    await must(till, 'sale.scan', { text: code, source: 'wedge' });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 500 });
}

async function xReport(): Promise<DayReport> {
  await must(till, 'session.signOff', {});
  await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
  return JSON.parse((await must(till, 'report.x', {})).reportJson) as DayReport;
}

describe('cash that pays a part of a basket', () => {
  it('is in the journal and in the drawer’s books as soon as it is taken', async () => {
    await payPart();
    expect(now().notice).toMatchObject({
      kind: 'accepted',
      code: 'cashAdded',
      params: { amountMinor: 500 },
    });
    expect(payloads('cash.taken')).toMatchObject([{ amountMinor: 500 }]);
    expect(expectedNow()).toBe(20_500);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 2000 });
    expect(expectedNow()).toBe(21_650);
    expect(payloads('sale.completed')).toMatchObject([{ cashTakenBeforeMinor: 500 }]);
    const report = await xReport();
    expect(report).toMatchObject({ expectedCashMinor: 21_650 });
    expect(report.partCashMinor).toBeUndefined();
  });

  it('goes back with the void: named, journaled, the drawer opens, X has it', async () => {
    await payPart();
    const opened = till.printer.drawerOpenings;
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    expect(payloads('cash.handedBack')).toMatchObject([{ amountMinor: 500, why: 'voided' }]);
    expect(payloads('drawer.opened')).toEqual([{ reason: 'handedBack', saleId: null }]);
    expect(till.printer.drawerOpenings).toBe(opened + 1);
    expect(now()).toMatchObject({
      handOver: { amountMinor: 500 },
      notice: { kind: 'accepted', code: 'basketVoided' },
    });
    expect(expectedNow()).toBe(20_000);
    expect(await xReport()).toMatchObject({
      expectedCashMinor: 20_000,
      cashHandedBack: { count: 1, amountMinor: 500 },
      drawerOpeningsNoSale: 0,
    });
  });

  it('typed wrongly it is taken out again before the sale completes', async () => {
    await payPart();
    const tenderId = now().basket?.tenders[0]?.tenderId ?? '';
    await must(till, 'pay.returnCash', { tenderId });
    expect(payloads('cash.handedBack')).toMatchObject([{ amountMinor: 500, why: 'corrected' }]);
    expect(now()).toMatchObject({
      basket: { tenders: [], remainingMinor: 1650 },
      handOver: { amountMinor: 500 },
    });
    expect(await call(till, 'pay.returnCash', { tenderId })).toMatchObject({
      ok: false,
      error: { code: 'noCashToReturn' },
    });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 5000 });
    expect(expectedNow()).toBe(21_650);
    expect(payloads('sale.completed')).toMatchObject([{ changeMinor: 3350 }]);
  });

  it('says cash of cash where a line may not be voided any more', async () => {
    await payPart();
    const lineId = now().basket?.lines[0]?.lineId ?? '';
    expect(await call(till, 'sale.voidLine', { lineId, reason: 'customer' })).toMatchObject({
      error: { code: 'cashTaken' },
    });
  });
});

const tenderIds = () => now().basket?.tenders.map(({ tenderId }) => tenderId) ?? [];
const giveOut = (tenderId: string) => call(till, 'pay.returnCash', { tenderId });
const openings = () => payloads('drawer.opened');

describe('a part payment that goes back', () => {
  it('is the one that was pointed at, and no other', async () => {
    await payPart();
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 200 });
    await must(till, 'pay.returnCash', { tenderId: tenderIds()[1] ?? '' });
    expect(payloads('cash.handedBack')).toMatchObject([{ amountMinor: 200 }]);
    expect(openings()).toEqual([{ reason: 'handedBack', saleId: null }]);
    expect(now()).toMatchObject({
      basket: { tenders: [{ amountMinor: 500 }], remainingMinor: 1150 },
      handOver: { amountMinor: 200 },
      notice: { kind: 'accepted', code: 'cashReturned' },
    });
    expect(expectedNow()).toBe(20_500);
  });

  it('is never what a card paid: that goes back to the card', async () => {
    await payPart();
    till.terminal.approve();
    await must(till, 'pay.card', { amountMinor: 300 });
    await until(till, () => now().payment === null);
    expect(await giveOut(tenderIds()[1] ?? '')).toMatchObject({
      error: { code: 'noCashToReturn' },
    });
    expect(now().basket?.tenders).toHaveLength(2);
    expect(payloads('cash.handedBack')).toEqual([]);
  });

  it('needs a basket, and an open shift', async () => {
    expect(await giveOut('T')).toMatchObject({ error: { code: 'noBasket' } });
    await must(till, 'shift.close', { counted: [] });
    expect(await giveOut('T')).toMatchObject({ error: { code: 'shiftNotOpen' } });
  });

  it('stays while a card of the basket is in doubt, also after a restart', async () => {
    await payPart();
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1150 });
    await until(till, () => now().payment?.state === 'unknown');
    const [tenderId = ''] = tenderIds();
    expect(await giveOut(tenderId)).toMatchObject({ error: { code: 'paymentOpen' } });
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir, terminal: till.terminal });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    expect(await giveOut(tenderId)).toMatchObject({ error: { code: 'paymentUnresolved' } });
    expect(payloads('cash.handedBack')).toEqual([]);
    expect(expectedNow()).toBe(20_500);
  });

  it('is looked at again once the PIN of whoever agrees is checked: it may be gone by then', async () => {
    for (let n = 0; n < 11; n += 1)
      await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 10_001 });
    const basketId = now().basket?.basketId ?? '';
    const [tenderId = ''] = tenderIds();
    const { verify } = till.ctx.pins;
    Object.assign(till.ctx.pins, {
      verify: (...asked: Parameters<typeof verify>) => {
        till.store.write((tx) =>
          tx.addBasketEvents(basketId, [{ type: 'tenderRemoved', tenderId }]),
        );
        return verify(...asked);
      },
    });
    const approval = { operatorId: '5', pin: '5555' };
    expect(await call(till, 'pay.returnCash', { tenderId, approval })).toMatchObject({
      error: { code: 'noCashToReturn' },
    });
    expect(payloads('cash.handedBack')).toEqual([]);
    expect(now().handOver).toBeNull();
    expect(till.printer.drawerOpenings).toBe(0);
  });

  it('opens no drawer with a void of goods for which nothing was given', async () => {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    expect(openings()).toEqual([]);
    expect(till.printer.drawerOpenings).toBe(0);
    expect(now().handOver).toBeNull();
  });
});

describe('cash of a parked basket', () => {
  const count = async (countedMinor: number) =>
    must(till, 'shift.close', {
      counted: [{ denominationMinor: 10, count: countedMinor / 10 }],
    });

  it('belongs to the shift that took it: neither shift is over or short', async () => {
    await payPart();
    await must(till, 'sale.park', { label: 'fetches money' });
    expect(await count(20_500)).toMatchObject({ overShortMinor: 0, expectedMinor: 20_500 });
    await must(till, 'shift.open', { floatMinor: 10_000 });
    await must(till, 'sale.resume', { basketId: now().suspended[0]?.basketId ?? '' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1150 });
    expect(await count(11_150)).toMatchObject({ overShortMinor: 0, expectedMinor: 11_150 });
    const report = await xReport();
    expect(report).toMatchObject({ overShortMinor: 0, expectedCashMinor: 31_650 });
  });

  it('leaves the drawer of the shift that voids it', async () => {
    await payPart();
    await must(till, 'sale.park', { label: '' });
    await count(20_500);
    await must(till, 'shift.open', { floatMinor: 10_000 });
    await must(till, 'sale.resume', { basketId: now().suspended[0]?.basketId ?? '' });
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    expect(await count(9500)).toMatchObject({ overShortMinor: 0, expectedMinor: 9500 });
  });

  it('is on the X while it is parked, and head office counts the same', async () => {
    await payPart();
    await must(till, 'sale.park', { label: '' });
    const report = await xReport();
    expect(report).toMatchObject({ partCashMinor: 500, expectedCashMinor: 20_500 });
    expect(summariseEntries(entries())).toMatchObject({ tenders: [], partCashMinor: 500 });
    for (const entry of entries()) {
      const schema = events[entry.type as JournalType].payload;
      expect({ type: entry.type, fits: schema.safeParse(entry.payload).success }).toEqual({
        type: entry.type,
        fits: true,
      });
    }
  });

  it('that a batch leaves out of its totals is found', () => {
    const all = entries();
    const stated = { ...summariseEntries(all), partCashMinor: 500 };
    const found = checkManifest(stated as never, all);
    expect(found).toContain('partCashMinor: manifest 500, entries undefined');
  });
});

describe('an amount that nobody hands over', () => {
  it('is refused in words, whatever was typed, and takes nothing', async () => {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    const answer = await call(till, 'pay.tender', { kind: 'cash', amountMinor: 69_012_300 });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'cashTooHigh', params: { dueMinor: 650, mostMinor: 10_650 } },
    });
    expect(now().basket?.tenders).toEqual([]);
    expect(await call(till, 'pay.tender', { kind: 'cash', amountMinor: 10_651 })).toMatchObject({
      ok: false,
    });
    expect(await call(till, 'pay.tender', { kind: 'cash', amountMinor: 10_000 })).toMatchObject({
      ok: true,
    });
  });

  it('begins above what is due and the largest note together', async () => {
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    expect(await must(till, 'pay.tender', { kind: 'cash', amountMinor: 10_650 })).toEqual({
      complete: true,
      changeMinor: 10_000,
    });
  });

  it('is not known of a currency without notes', async () => {
    till.close();
    const currency = { ...SETTINGS.currency, denominationsMinor: [] };
    till = openTestTill({ settings: { currency } });
    await openForSelling(till);
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    expect(await must(till, 'pay.tender', { kind: 'cash', amountMinor: 69_012_300 })).toMatchObject(
      {
        complete: true,
      },
    );
  });
});
