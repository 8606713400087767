import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor, sum, ZERO } from '../money/minor.ts';
import type { TerminalResult } from '../payment/types.ts';
import { anyCashRule } from '../testing/any-cash-rule.ts';
import {
  APPLES,
  MILK,
  type SampleEvent,
  type SampleSale,
  sampleJournal,
  sampleSale,
} from '../testing/sample-day.ts';
import { foldDay } from './fold.ts';

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const header = {
  businessDay: '2026-03-01',
  storeId: 'S001',
  registerId: '3',
  zNumber: 7,
  closedAtMs: 1_772_380_000_000,
  currency: 'CNY',
  grandSalesBefore: minor(100_000),
  grandReturnsBefore: minor(500),
};
const sold = (sample: SampleSale): SampleEvent => ({
  type: 'sale.completed',
  payload: sampleSale(sample),
});
const approved = {} as TerminalResult;

const day: SampleEvent[] = [
  { type: 'day.opened', payload: { businessDay: '2026-03-01' } },
  {
    type: 'shift.opened',
    payload: { shiftId: 'shift-1', operatorId: 'li', floatMinor: minor(20_000) },
  },
  sold({ receiptSeq: 1, lines: [{ item: MILK, pieces: 2 }], overMinor: 700 }),
  {
    type: 'payment.intended',
    payload: {
      attemptId: 'a1',
      basketId: 'b',
      terminalId: 'T',
      amountMinor: minor(1241),
      currency: 'CNY',
      lastKnown: null,
    },
  },
  { type: 'payment.approved', payload: { attemptId: 'a1', result: approved } },
  sold({
    receiptSeq: 2,
    lines: [
      { item: APPLES, weightGrams: 1254 },
      { item: MILK, voided: true },
    ],
    cardMinor: 1241,
    operatorId: 'wang',
  }),
  { type: 'drawer.opened', payload: { reason: 'sale', saleId: 'sale-1' } },
  { type: 'drawer.opened', payload: { reason: 'noSale', saleId: null } },
  { type: 'receipt.reprintRequested', payload: { saleId: 'sale-1', copy: 1 } },
  { type: 'basket.suspended', payload: { basketId: 'b9', label: '', events: [] } },
  { type: 'basket.resumed', payload: { basketId: 'b9' } },
  {
    type: 'basket.corrected',
    payload: {
      basketId: 'b',
      lineId: 'l1',
      itemId: 'milk',
      kind: 'lineVoid',
      fromThousandths: 1000,
      toThousandths: 0,
      amountMinor: minor(650),
      reason: 'customer',
      approvedBy: 'zhao',
    },
  },
  {
    type: 'basket.voided',
    payload: {
      basketId: 'b10',
      reason: 'noMoney',
      lines: sampleSale({ receiptSeq: 99, lines: [{ item: MILK }] }).lines,
      totalMinor: minor(650),
    },
  },
  {
    type: 'payment.intended',
    payload: {
      attemptId: 'a2',
      basketId: 'b',
      terminalId: 'T',
      amountMinor: minor(999),
      currency: 'CNY',
      lastKnown: null,
    },
  },
  { type: 'payment.unknown', payload: { attemptId: 'a2', reason: 'timeout' } },
  { type: 'payment.declined', payload: { attemptId: 'a3', result: null, reason: '51' } },
  {
    type: 'shift.closed',
    payload: {
      shiftId: 'shift-1',
      operatorId: 'li',
      counted: [],
      countedMinor: minor(21_290),
      expectedMinor: minor(21_300),
      overShortMinor: minor(-10),
    },
  },
];

describe('foldDay', () => {
  const report = foldDay(sampleJournal(day, sha256), header);

  it('counts sales, tenders net of change, departments and operators', () => {
    expect(report.sales).toEqual({ count: 2, amountMinor: 2541 });
    expect(report.returns).toEqual({ count: 0, amountMinor: 0 });
    expect(report.tenders).toEqual([
      { key: 'card', count: 1, amountMinor: 1241 },
      { key: 'cash', count: 1, amountMinor: 1300 },
    ]);
    expect(report.departments).toEqual([
      { key: 'dairy', count: 2, amountMinor: 1300 },
      { key: 'fruit', count: 1, amountMinor: 1241 },
    ]);
    expect(report.operators).toEqual([
      { key: 'li', count: 1, amountMinor: 1300 },
      { key: 'wang', count: 1, amountMinor: 1241 },
    ]);
    expect(report.taxes.map((tax) => [tax.taxCode, tax.baseMinor, tax.taxMinor])).toEqual([
      ['A', 1150, 150],
      ['B', 1139, 102],
    ]);
  });

  it('counts the drawer, the corrections and what is open', () => {
    expect(report).toMatchObject({
      openingFloatMinor: 20_000,
      expectedCashMinor: 21_300,
      countedCashMinor: 21_290,
      overShortMinor: -10,
      firstReceiptNo: 'S001-3-000001',
      lastReceiptNo: 'S001-3-000002',
      lineVoids: { count: 1, amountMinor: 650 },
      voidedBaskets: { count: 1, amountMinor: 650 },
      suspendedBaskets: 1,
      drawerOpeningsNoSale: 1,
      reprints: { count: 1, amountMinor: 1300 },
      cardDeclined: 1,
      unresolvedPayments: [{ attemptId: 'a2', amountMinor: 999 }],
      grandSalesMinor: 102_541,
      grandReturnsMinor: 500,
      grandNetMinor: 102_041,
    });
  });

  it('says who took what off baskets, why, and how often somebody agreed', () => {
    expect(report.voids).toEqual([
      {
        key: 'li',
        lines: { count: 1, amountMinor: 650 },
        baskets: { count: 1, amountMinor: 650 },
        approved: 1,
      },
    ]);
    expect(report.voidReasons).toEqual([
      { key: 'customer', count: 1, amountMinor: 650 },
      { key: 'noMoney', count: 1, amountMinor: 650 },
    ]);
  });

  it('takes the opening time from the journal, and skips other days', () => {
    const entries = sampleJournal(day, sha256);
    expect(report.openedAtMs).toBe(entries[0]?.atMs);
    const other = sampleJournal(
      [sold({ receiptSeq: 9, lines: [{ item: MILK }] })],
      sha256,
      '2026-02-28',
    );
    expect(foldDay([...other, ...entries], header)).toEqual(report);
  });

  it('lists a payment of an earlier day until it is settled', () => {
    const before = [{ attemptId: 'old', amountMinor: minor(5) }];
    const open = foldDay([], { ...header, unresolvedBefore: before });
    expect(open.unresolvedPayments).toEqual(before);
    const settled: SampleEvent = {
      type: 'payment.resolvedPaid',
      payload: { attemptId: 'old', approvedBy: 'm', evidence: 'slip', result: null },
    };
    const closed = foldDay(sampleJournal([settled], sha256), {
      ...header,
      unresolvedBefore: before,
    });
    expect(closed.unresolvedPayments).toEqual([]);
  });

  it('lists the charges that came when their payment no longer counted', () => {
    const late = (receiptNo: string, stands: boolean): SampleEvent => ({
      type: 'payment.lateCharge',
      payload: {
        terminalId: 'T1',
        attemptId: null,
        result: { ...approved, receiptNo, amountMinor: stands ? null : minor(700) },
        stands,
      },
    });
    const folded = foldDay(sampleJournal([late('0007', false), late('', true)], sha256), header);
    expect(folded.lateCharges).toEqual([
      { terminalId: 'T1', receiptNo: '0007', amountMinor: 700, stands: false },
      { terminalId: 'T1', receiptNo: '', amountMinor: null, stands: true },
    ]);
    expect(folded.unresolvedPayments).toEqual([]);
    expect('lateCharges' in report).toBe(false);
  });

  it('refuses to read a version it does not know', () => {
    const entries = sampleJournal(day, sha256).map((entry) => ({ ...entry, version: 2 }));
    expect(() => foldDay(entries, header)).toThrow(/version/);
  });

  it('balances whatever was sold: tenders = sales + rounding, departments = goods', () => {
    const line = fc.oneof(
      fc.record({
        item: fc.constant(MILK),
        pieces: fc.integer({ min: 1, max: 9 }),
        voided: fc.boolean(),
      }),
      fc.record({ item: fc.constant(APPLES), weightGrams: fc.integer({ min: 1, max: 9999 }) }),
    );
    const sale = fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 6 }),
      overMinor: fc.nat(5000),
      cashRule: anyCashRule,
    });
    fc.assert(
      fc.property(fc.array(sale, { maxLength: 12 }), (samples) => {
        const events = samples.map((sample, index) => sold({ ...sample, receiptSeq: index + 1 }));
        const folded = foldDay(sampleJournal(events, sha256), header);
        expect(sum(folded.tenders.map((tender) => tender.amountMinor))).toBe(
          folded.sales.amountMinor + folded.roundingMinor,
        );
        const goods = sum(folded.departments.map((department) => department.amountMinor));
        expect(goods).toBe(folded.sales.amountMinor);
        expect(sum(folded.taxes.map((tax) => tax.grossMinor))).toBe(goods);
        expect(folded.expectedCashMinor).toBe(
          folded.tenders.find((tender) => tender.key === 'cash')?.amountMinor ?? ZERO,
        );
      }),
    );
  });
});
