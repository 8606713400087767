import { expect, test } from 'vitest';
import { minor } from '../core/money/minor.ts';
import { bookedLines, totalOf } from '../core/settlement/batch-book.ts';
import type { TerminalResult } from '../core/payment/types.ts';
import type { WriteTx } from '../till/ports/store.ts';
import { testRegister } from './testing/register.ts';
import { intend, OPERATOR, openShop, TERMINAL, terminalResult } from './testing/shop.ts';

function approve(tx: WriteTx, attemptId: string, result: TerminalResult): void {
  tx.append('payment.sending', { attemptId }, OPERATOR);
  tx.append('payment.approved', { attemptId, result }, OPERATOR);
}

function pay(tx: WriteTx, name: string, amountMinor: number, extra: Record<string, string> = {}) {
  const attemptId = intend(tx, name, amountMinor);
  approve(tx, attemptId, { ...terminalResult(7, amountMinor), extra });
  return attemptId;
}

function refund(
  tx: WriteTx,
  way: 'void' | 'refund',
  originalAttemptId: string,
  amountMinor: number,
): string {
  const attemptId = `${way}-${originalAttemptId}`;
  tx.append(
    'refund.intended',
    {
      attemptId,
      returnId: `return-${originalAttemptId}`,
      way,
      originalAttemptId,
      terminalId: TERMINAL,
      amountMinor: minor(amountMinor),
      currency: 'CNY',
      lastKnown: null,
      reference: '00000A',
    },
    OPERATOR,
  );
  return attemptId;
}

function close(tx: WriteTx): void {
  const sums = { terminalTotalMinor: minor(0), terminalCount: 0 };
  const own = { registerTotalMinor: minor(0), registerCount: 0, differenceMinor: minor(0) };
  const batch = { terminalId: TERMINAL, ...sums, ...own, reportLines: [] };
  tx.append('settlement.closed', batch, OPERATOR);
}

test('the open batch adds up to what its attempts say, a void and a refund among them', () => {
  const { store } = testRegister();
  store.write((tx) => {
    openShop(tx);
    const kept = pay(tx, 'a', 500, { cardGroup: 'visa' });
    const gone = pay(tx, 'b', 300);
    const undone = refund(tx, 'void', gone, 300);
    approve(tx, undone, terminalResult(8, 300));
    approve(tx, refund(tx, 'refund', kept, 200), terminalResult(9, 200));
    tx.append('payment.unknown', { attemptId: intend(tx, 'c', 50), reason: 'cable' }, OPERATOR);
  });
  const [totals, attempts] = store.read((tx) => [
    tx.cardTotalsSinceBatchClose(TERMINAL),
    tx.batchAttempts(TERMINAL),
  ]);
  expect(totals).toEqual({ transactions: 4, count: 2, amountMinor: 300 });
  const { count, amountMinor } = totalOf(bookedLines(attempts));
  expect({ count, amountMinor }).toEqual({ count: 2, amountMinor: 300 });
  expect(attempts.map(({ way, state, group }) => [way, state, group])).toEqual([
    ['payment', 'approved', 'visa'],
    ['payment', 'approved', null],
    ['void', 'approved', null],
    ['refund', 'approved', null],
    ['payment', 'unknown', null],
  ]);
  expect(attempts[2]).toMatchObject({ receiptNo: '0008', originalAttemptId: 'attempt-b' });
});

test('an attempt belongs to the batch in which it began, whenever its end is known', () => {
  const { store } = testRegister();
  const attemptId = store.write((tx) => {
    openShop(tx);
    return intend(tx, 'a', 500);
  });
  store.write((tx) => tx.append('payment.unknown', { attemptId, reason: 'cable' }, OPERATOR));
  store.write(close);
  store.write((tx) => {
    const result = terminalResult(7, 500);
    tx.append('payment.approved', { attemptId, result }, OPERATOR);
  });
  expect(store.read((tx) => tx.batchAttempts(TERMINAL))).toEqual([]);
  expect(store.read((tx) => tx.cardTotalsSinceBatchClose(TERMINAL))).toMatchObject({
    transactions: 0,
  });
  const mark = store.read((tx) => tx.journalHead().seq);
  store.write((tx) => pay(tx, 'b', 100));
  expect(store.read((tx) => tx.batchAttempts(TERMINAL, mark))).toHaveLength(1);
  expect(store.read((tx) => tx.batchAttempts(TERMINAL, mark + 1))).toEqual([]);
});

test('what is in doubt has the amount that the terminal approved, what is booked its own', () => {
  const { store } = testRegister();
  store.write((tx) => {
    openShop(tx);
    const attemptId = intend(tx, 'a', 500);
    const result = terminalResult(7, 400);
    tx.append('payment.sending', { attemptId }, OPERATOR);
    tx.append('payment.resultSeen', { attemptId, result }, OPERATOR);
    tx.append('payment.unknown', { attemptId, reason: 'amountDiffers' }, OPERATOR);
  });
  const only = () => store.read((tx) => tx.batchAttempts(TERMINAL)[0]);
  expect(only()).toMatchObject({ state: 'unknown', amountMinor: 400 });
  store.write((tx) => {
    const decided = { approvedBy: '9001', evidence: 'slip', result: null };
    const booked = { attemptId: 'attempt-a', bookedMinor: minor(400) };
    tx.append('payment.resolvedPaid', { ...decided, ...booked }, OPERATOR);
  });
  expect(only()).toMatchObject({ state: 'resolvedPaid', amountMinor: 400 });
  expect(store.read((tx) => tx.cardTotalsSinceBatchClose(TERMINAL).amountMinor)).toBe(400);
});

test('a failed close is remembered until a close works; a comparison stands beside its batch', () => {
  const { store } = testRegister();
  store.write(openShop);
  const fail = (resultCode: string): void => {
    const failure = { terminalId: TERMINAL, resultCode, reason: '' };
    store.write((tx) => tx.append('settlement.failed', failure, OPERATOR));
  };
  expect(store.read((tx) => tx.terminalCloseFailure(TERMINAL))).toBeNull();
  fail('77');
  fail('9B');
  expect(store.read((tx) => tx.terminalCloseFailure(TERMINAL))).toMatchObject({ resultCode: '9B' });
  const compared = { terminalId: TERMINAL, agrees: true, groups: [], differences: [] };
  const compare = (tx: WriteTx) => tx.append('settlement.compared', compared, OPERATOR);
  expect(() => store.write(compare)).toThrow('to compare');
  store.write((tx) => {
    close(tx);
    compare(tx);
  });
  expect(store.read((tx) => tx.terminalCloseFailure(TERMINAL))).toBeNull();
  expect(store.read((tx) => tx.lastSettlement(TERMINAL))).toMatchObject({
    daySeq: 1,
    compared,
  });
  store.write(close);
  expect(store.read((tx) => tx.lastSettlement(TERMINAL)?.compared)).toBeNull();
});
