import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { InvariantError } from '../core/assert.ts';
import type { RegisterStore } from './store.ts';
import { testRegister } from './testing/register.ts';
import { intend, OPERATOR, openShop, saleFor, terminalResult } from './testing/shop.ts';

let store: RegisterStore;
beforeEach(() => {
  store = testRegister().store;
  store.write(openShop);
});
afterEach(() => {
  store.close();
});

const slips = () => store.read((tx) => tx.slipQueue());

/** Begins a payment and keeps a slip of it; answers both entries' ids. */
function slipOf(name: string, print: boolean): { attemptId: string; slipSeq: number } {
  return store.write((tx) => {
    const attemptId = intend(tx, name, 500);
    tx.append('payment.sending', { attemptId }, 'system');
    const made = { attemptId, lines: ['A', ' B'], print, signature: false };
    const { seq } = tx.append('terminal.receipt', { ...made, kind: 'customer' }, 'system');
    return { attemptId, slipSeq: seq };
  });
}

describe('a slip', () => {
  test('waits with its lines and the state of its payment, until it was printed', () => {
    const { attemptId, slipSeq } = slipOf('a', true);
    expect(slips()).toEqual([
      {
        slipSeq,
        attemptId,
        basketId: 'basket-a',
        kind: 'customer',
        signature: false,
        attemptState: 'sending',
        saleSeq: null,
        lines: ['A', ' B'],
      },
    ]);
    store.write((tx) => tx.append('slip.printed', { slipSeq }, 'system'));
    expect(slips()).toEqual([]);
  });

  test('knows the sale its payment is part of', () => {
    const { attemptId } = slipOf('a', true);
    const saleSeq = store.write((tx) => {
      const result = terminalResult(1, 500);
      tx.append('payment.approved', { attemptId, result }, OPERATOR);
      const card = { attemptId, basketId: 'basket-a' };
      return tx.append('sale.completed', saleFor(tx, { amountMinor: 500, card }), OPERATOR).seq;
    });
    expect(slips()).toMatchObject([{ attemptState: 'approved', saleSeq }]);
  });

  test('that nobody needs on paper is kept, does not wait, and cannot be printed', () => {
    const { slipSeq } = slipOf('a', false);
    expect(slips()).toEqual([]);
    const print = () => store.write((tx) => tx.append('slip.printed', { slipSeq }, 'system'));
    expect(print).toThrow(InvariantError);
  });

  test('"result pending" waits like one, without lines, as often as it is asked for', () => {
    const { attemptId } = slipOf('a', false);
    store.write((tx) => {
      tx.append('payment.unknown', { attemptId, reason: 'timeout' }, 'system');
      tx.append('payment.pendingSlip', { attemptId }, OPERATOR);
      tx.append('payment.pendingSlip', { attemptId }, OPERATOR);
    });
    const pending = { kind: 'pending', attemptState: 'unknown', lines: [] };
    expect(slips()).toMatchObject([pending, pending]);
  });
});
