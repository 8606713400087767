import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import { judge } from './judge.ts';

let seq = 0;
const entry = (type: string, atMs: number, payload: object): JournalEntry => {
  seq += 1;
  const ids = { id: `${seq}`, actor: 'system', storeId: 'S', registerId: '1' };
  const chain = { prevHash: '', hash: '', businessDay: null, version: 1 };
  return { seq, type, atMs, payload, ...ids, ...chain };
};
const booked = (kind: BookEntry['kind'], atMs: number, amountMinor: number): BookEntry => ({
  receiptNo: atMs,
  trace: atMs,
  kind,
  amountMinor,
  currency: '156',
  state: 'approved',
  batchNo: 1,
  atMs,
  resultCode: 0,
  cardTypeId: 10,
  cardName: 'VISA',
  originalReceiptNo: null,
  statusHex: '',
});
const paidBy = (attemptId: string, atMs: number, amountMinor: number) => [
  entry('payment.intended', atMs, { attemptId, basketId: 'b', amountMinor }),
  entry('payment.approved', 0, { attemptId, result: { receiptNo: attemptId, trace: attemptId } }),
];
const sold = (...attemptIds: string[]) =>
  entry('sale.completed', 0, { tenders: attemptIds.map((attemptId) => ({ card: { attemptId } })) });
const begun = (cashMinor = 0) => {
  const cash = { tenderId: 't', kind: 'cash', amountMinor: cashMinor, card: null };
  const events = [
    { type: 'opened', basketId: 'b', operatorId: '1' },
    ...(cashMinor === 0 ? [] : [{ type: 'tenderAdded', tender: cash }]),
  ];
  return [
    entry('basket.suspended', 0, { basketId: 'b', label: '', events }),
    entry('basketVoid.intended', 0, { returnId: 'v', basketId: 'b', steps: [] }),
  ];
};
const back = (attemptId: string, originalAttemptId: string, atMs: number, amountMinor: number) => {
  const ids = { attemptId, originalAttemptId, returnId: 'v' };
  return [
    entry('refund.intended', atMs, { ...ids, amountMinor }),
    entry('payment.approved', 0, { attemptId, result: null }),
  ];
};
const unknownBack = (attemptId: string, originalAttemptId: string, atMs: number) => [
  ...back(attemptId, originalAttemptId, atMs, 300).slice(0, 1),
  entry('payment.unknown', 0, { attemptId, reason: 'timeout' }),
];
const voided = (cashMinor = 0) => {
  const refunded = { returnId: 'v', cashMinor };
  return entry('basket.voided', 0, { basketId: 'b', lines: [], totalMinor: 900, refunded });
};
const left = entry('return.abandoned', 0, { returnId: 'v', reason: 'byOperator' });
const charges = [booked('sale', 11, 300), booked('sale', 21, 200)];
const bothPaid = [...paidBy('a', 10, 300), ...paidBy('b', 20, 200)];
const bothBack = [...back('x', 'a', 30, 300), ...back('y', 'b', 40, 200)];
const reversals = [booked('reversal', 31, 300), booked('reversal', 41, 200)];

const found = (journal: JournalEntry[], book: BookEntry[], open: string[] = []) =>
  judge([...bothPaid, ...journal], [...charges, ...book], new Set(open)).findings.map(
    ({ kind }) => kind,
  );

describe('the judge of voided baskets', () => {
  it('finds nothing wrong when all is back and the basket is gone', () => {
    const journal = [...bothPaid, ...begun(50), ...bothBack, voided(50)];
    const verdict = judge(journal, [...charges, ...reversals], new Set());
    expect(verdict).toMatchObject({
      findings: [],
      basketVoidsBegun: 1,
      basketsVoided: 1,
      charged: 2,
      refundedMinor: 500,
    });
  });

  it('finds money that was kept of a voided basket', () => {
    const oneBack = back('x', 'a', 30, 300);
    expect(found([...begun(), ...oneBack, voided()], reversals.slice(0, 1))).toEqual([
      'lost',
      'notRefunded',
    ]);
    // The journal says that all is back; the terminal's book does not.
    expect(found([...begun(), ...bothBack, voided()], reversals.slice(0, 1))).toEqual([
      'notRefunded',
      'notRefunded',
    ]);
  });

  it('finds more refunded than was paid', () => {
    const tooMuch = [...back('x', 'a', 30, 301), ...back('y', 'b', 40, 200)];
    const book = [booked('refund', 31, -301), booked('refund', 41, -200)];
    expect(found([...begun(), ...tooMuch, voided()], book)).toEqual(['doubled']);
  });

  it.each([
    ['too little cash', 40, 'notRefunded'],
    ['too much cash', 60, 'doubled'],
  ] as const)('finds %s handed back', (_, cashMinor, kind) => {
    expect(found([...begun(50), ...bothBack, voided(cashMinor)], reversals)).toEqual([kind]);
  });

  it('finds a basket that was voided twice', () => {
    expect(found([...begun(), ...bothBack, voided(), voided()], reversals)).toEqual(['doubled']);
  });

  it('finds a basket that should be voided, and one that vanished', () => {
    expect(found([...begun(), ...bothBack], reversals, ['b'])).toEqual(['lost']);
    expect(found([...begun(), ...bothBack], reversals)).toEqual(['lost']);
  });

  it('lets a basket wait for a doubt, for what failed, and for its cash', () => {
    const oneBack = back('x', 'a', 30, 300);
    const doubt = [...begun(), ...oneBack, ...unknownBack('y', 'b', 40)];
    expect(found(doubt, reversals, ['b'])).toEqual([]);
    expect(found([...begun(), ...oneBack], reversals.slice(0, 1), ['b'])).toEqual([]);
    expect(found([...begun(50), ...bothBack], reversals, ['b'])).toEqual([]);
  });

  it('lets a void be left, but no sale count what went back', () => {
    const oneBack = back('x', 'a', 30, 300);
    const book = reversals.slice(0, 1);
    expect(found([...begun(), ...oneBack, left, sold('b')], book)).toEqual([]);
    expect(found([...begun(), ...oneBack, left, sold('a', 'b')], book)).toEqual(['notCharged']);
    expect(found([...begun(), ...oneBack, left], book)).toEqual(['lost']);
  });
});
