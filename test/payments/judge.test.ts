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
const intended = (attemptId: string, atMs: number, amountMinor = 500) =>
  entry('payment.intended', atMs, { attemptId, basketId: `b-${attemptId}`, amountMinor });
const approved = (attemptId: string, receiptNo: string) =>
  entry('payment.approved', 0, { attemptId, result: { receiptNo, trace: receiptNo } });
const declined = (attemptId: string) =>
  entry('payment.declined', 0, { attemptId, result: null, reason: '6C' });
const unknown = (attemptId: string) =>
  entry('payment.unknown', 0, { attemptId, reason: 'timeout' });
const sold = (...attemptIds: string[]) =>
  entry('sale.completed', 0, { tenders: attemptIds.map((attemptId) => ({ card: { attemptId } })) });
const charge = (atMs: number, over: Partial<BookEntry> = {}): BookEntry => ({
  receiptNo: atMs,
  trace: atMs,
  kind: 'sale',
  amountMinor: 500,
  currency: '156',
  state: 'approved',
  batchNo: 1,
  atMs,
  resultCode: 0,
  cardTypeId: 10,
  cardName: 'VISA',
  originalReceiptNo: null,
  statusHex: '',
  ...over,
});
const kinds = (journal: JournalEntry[], book: BookEntry[], open: string[] = []) =>
  judge(journal, book, new Set(open)).findings.map(({ kind }) => kind);

describe('the judge', () => {
  it('finds nothing wrong with what is right', () => {
    const journal = [
      intended('a', 10),
      approved('a', '1'),
      sold('a'),
      intended('b', 20),
      declined('b'),
      intended('c', 30),
      unknown('c'),
    ];
    const book = [charge(11), charge(21, { state: 'autoReversed' }), charge(31)];
    expect(judge(journal, book, new Set())).toMatchObject({
      charged: 2,
      booked: 1,
      unknown: ['c'],
      attempts: 3,
      findings: [],
    });
  });

  it.each([
    ['a charge before any attempt', [], [charge(5)], ['lost']],
    [
      'a charge that was declined',
      [intended('a', 1), declined('a')],
      [charge(5)],
      ['wronglyDeclined'],
    ],
    [
      'two charges',
      [intended('a', 1), approved('a', '5'), sold('a')],
      [charge(5), charge(6)],
      ['doubled'],
    ],
    [
      'two tenders',
      [intended('a', 1), approved('a', '5'), sold('a', 'a')],
      [charge(5)],
      ['doubled'],
    ],
    ['no charge', [intended('a', 1), approved('a', '5'), sold('a')], [], ['notCharged']],
    [
      'another amount',
      [intended('a', 1), approved('a', '5'), sold('a')],
      [charge(5, { amountMinor: 4 })],
      ['lost'],
    ],
    ['money in no sale', [intended('a', 1), approved('a', '5')], [charge(5)], ['lost']],
  ] as const)('finds %s', (_, journal, book, found) => {
    expect(kinds([...journal], [...book])).toEqual(found);
  });

  it('finds two payments booked on one charge', () => {
    const journal = [
      ...[intended('a', 1), approved('a', '5'), sold('a')],
      ...[intended('b', 8), approved('b', '5'), sold('b')],
    ];
    expect(kinds(journal, [charge(5)])).toEqual(['notCharged', 'doubled']);
  });

  it('lets money wait in a basket that is still open or parked', () => {
    expect(kinds([intended('a', 1), approved('a', '5')], [charge(5)], ['b-a'])).toEqual([]);
  });
});

describe('the judge of what goes back', () => {
  const paid = [intended('a', 1), approved('a', '5'), sold('a')];
  const refund = (attemptId: string, atMs: number) =>
    entry('refund.intended', atMs, { attemptId, originalAttemptId: 'a', amountMinor: 500 });
  const done = (attemptId: string) => entry('payment.approved', 0, { attemptId, result: null });
  const sale = charge(2);
  const voided = [charge(2, { state: 'reversed' }), charge(12, { kind: 'reversal' })];
  const refunded = [sale, charge(12, { kind: 'refund', amountMinor: -500 })];

  it('finds nothing wrong with a void or a refund that both books have', () => {
    for (const book of [voided, refunded]) {
      const verdict = judge([...paid, refund('v', 10), done('v')], book, new Set());
      expect(verdict).toMatchObject({ charged: 1, refunded: 1, refundedMinor: 500 });
      expect(verdict.findings).toEqual([]);
    }
  });

  it.each([
    ['money back that nobody asked for', [], voided, ['lost']],
    ['money back that the journal denies', [refund('v', 10), declined('v')], voided, ['lost']],
    ['no money back', [refund('v', 10), done('v')], [sale], ['notRefunded']],
    [
      'money back twice in one attempt',
      [refund('v', 10), done('v')],
      [...refunded, charge(13, { kind: 'refund' })],
      ['doubled', 'doubled'],
    ],
    [
      'money back twice in two attempts',
      [refund('v', 10), done('v'), refund('w', 20), done('w')],
      [...refunded, charge(21, { kind: 'refund' })],
      ['doubled'],
    ],
    [
      'another amount',
      [refund('v', 10), done('v')],
      [sale, charge(12, { kind: 'refund', amountMinor: 499 })],
      ['lost'],
    ],
  ] as const)('finds %s', (_, journal, book, found) => {
    expect(kinds([...paid, ...journal], [...book])).toEqual(found);
  });

  it('lets a refund be unknown, whatever the book says', () => {
    const verdict = judge([...paid, refund('v', 10), unknown('v')], voided, new Set());
    expect(verdict).toMatchObject({ unknown: ['v'], findings: [] });
  });
});
