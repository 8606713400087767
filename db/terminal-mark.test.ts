import { describe, expect, test } from 'vitest';
import type { TerminalMark } from '../core/payment/types.ts';
import { testRegister } from './testing/register.ts';
import { intend, OPERATOR, openShop, TERMINAL, terminalResult } from './testing/shop.ts';

describe('the mark of a terminal', () => {
  function settledAs(
    type: 'payment.resolvedPaid' | 'payment.resolvedNotPaid',
    told?: TerminalMark,
  ): TerminalMark | null {
    const { store } = testRegister();
    store.write(openShop);
    store.write((tx) => {
      const first = intend(tx, 'a', 300);
      tx.append('payment.sending', { attemptId: first }, OPERATOR);
      const result = terminalResult(7, 300);
      tx.append('payment.approved', { attemptId: first, result }, OPERATOR);
      const attemptId = intend(tx, 'b', 300);
      tx.append('payment.sending', { attemptId }, OPERATOR);
      tx.append('payment.unknown', { attemptId, reason: 'timeout' }, OPERATOR);
      const settled = { attemptId, approvedBy: '9', evidence: 'slip', result: null };
      tx.append(type, told === undefined ? settled : { ...settled, told }, OPERATOR);
    });
    return store.read((tx) => tx.lastTerminalMark(TERMINAL));
  }
  const device = '52500038';

  test('is what the terminal told last of an attempt that a person settled', () => {
    const told = { receiptNo: '0008', trace: '000008', device: 'new' };
    expect(settledAs('payment.resolvedPaid', told)).toEqual(told);
    expect(settledAs('payment.resolvedNotPaid', told)).toEqual(told);
    expect(settledAs('payment.resolvedNotPaid')).toMatchObject({ receiptNo: '0007', device });
  });

  test('has no numbers where nobody knows them, and still the device', () => {
    const told = { receiptNo: '', trace: '' };
    expect(settledAs('payment.resolvedPaid', told)).toEqual({ ...told, device });
  });

  test('is not what was declined: its number may come again', () => {
    const { store } = testRegister();
    store.write(openShop);
    store.write((tx) => {
      const attemptId = intend(tx, 'a', 300);
      tx.append('payment.sending', { attemptId }, OPERATOR);
      const result = { ...terminalResult(7, 300), approved: false };
      tx.append('payment.declined', { attemptId, result, reason: '05' }, OPERATOR);
    });
    expect(store.read((tx) => tx.lastTerminalMark(TERMINAL))).toBeNull();
  });
});
