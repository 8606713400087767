import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minor } from '../core/money/minor.ts';
import { countsAsRefunded } from '../core/returns/refundable.ts';
import type { Store } from '../till/ports/store.ts';
import { testRegister } from './testing/register.ts';
import { intend, OPERATOR, openShop, TERMINAL, terminalResult } from './testing/shop.ts';

const PAID_MINOR = 1_000;

/** A register with one approved card payment; returns the payment's id. */
function paid(store: Store): string {
  return store.write((tx) => {
    openShop(tx);
    const attemptId = intend(tx, 'paid', PAID_MINOR);
    const result = terminalResult(1, PAID_MINOR);
    tx.append('payment.sending', { attemptId }, OPERATOR);
    tx.append('payment.approved', { attemptId, result }, OPERATOR);
    return attemptId;
  });
}

interface Wish {
  readonly way: 'void' | 'refund';
  readonly amountMinor: number;
  readonly currency?: string;
}

function refund(store: Store, originalAttemptId: string, wish: Wish): string {
  return store.write((tx) => {
    const attemptId = `refund-${tx.journalHead().seq}`;
    tx.append(
      'refund.intended',
      {
        attemptId,
        returnId: `return-of-${attemptId}`,
        way: wish.way,
        originalAttemptId,
        terminalId: TERMINAL,
        amountMinor: minor(wish.amountMinor),
        currency: wish.currency ?? 'CNY',
        lastKnown: null,
        reference: '00000A',
      },
      OPERATOR,
    );
    return attemptId;
  });
}

type End = 'declined' | 'neverStarted' | 'approved' | 'resolvedPaid' | 'resolvedNotPaid';

function end(store: Store, attemptId: string, how: End): void {
  store.write((tx) => {
    const decided = { attemptId, approvedBy: '9001', evidence: 'slip', result: null };
    if (how === 'neverStarted') {
      tx.append('payment.neverStarted', { attemptId, reason: 'port' }, OPERATOR);
      return;
    }
    tx.append('payment.sending', { attemptId }, OPERATOR);
    if (how === 'approved') {
      const result = terminalResult(tx.journalHead().seq, 1);
      tx.append('payment.approved', { attemptId, result }, OPERATOR);
    } else if (how === 'declined') {
      tx.append('payment.declined', { attemptId, result: null, reason: '05' }, OPERATOR);
    } else {
      tx.append('payment.unknown', { attemptId, reason: 'silence' }, OPERATOR);
      tx.append(`payment.${how}`, decided, '9001');
    }
  });
}

describe('the ledger of what goes back', () => {
  test('takes no more than was paid, whatever is tried and whatever becomes of it', () => {
    const tries = fc.array(
      fc.record({
        amountMinor: fc.integer({ min: 1, max: 1_200 }),
        how: fc.constantFrom<End>(
          'declined',
          'neverStarted',
          'approved',
          'resolvedPaid',
          'resolvedNotPaid',
        ),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(tries, (list) => {
        const { store } = testRegister();
        const original = paid(store);
        let backMinor = 0;
        for (const { amountMinor, how } of list) {
          const attempt = () => refund(store, original, { way: 'refund', amountMinor });
          if (backMinor + amountMinor > PAID_MINOR) {
            expect(attempt).toThrow('more refunded than was paid');
            continue;
          }
          end(store, attempt(), how);
          if (countsAsRefunded(how)) backMinor += amountMinor;
        }
        const booked = store.read((tx) => tx.refundsOf(original));
        expect(booked.length).toBeLessThanOrEqual(list.length);
        store.close();
      }),
      { numRuns: 15 },
    );
  });

  test('counts what is in doubt, so that nothing goes back beside it', () => {
    const { store } = testRegister();
    const original = paid(store);
    const attemptId = refund(store, original, { way: 'refund', amountMinor: 700 });
    store.write((tx) => {
      tx.append('payment.sending', { attemptId }, OPERATOR);
      tx.append('payment.unknown', { attemptId, reason: 'silence' }, OPERATOR);
    });
    const before = store.read((tx) => tx.journalHead().seq);
    expect(() => refund(store, original, { way: 'refund', amountMinor: 301 })).toThrow();
    expect(store.read((tx) => tx.journalHead().seq)).toBe(before);
    store.close();
  });

  test('voids whole payments only, and refunds only what was paid', () => {
    const { store } = testRegister();
    const original = paid(store);
    const tryTo = (wish: Wish, id = original) => {
      return () => refund(store, id, wish);
    };
    expect(tryTo({ way: 'void', amountMinor: 999 })).toThrow('a void is for the whole payment');
    expect(tryTo({ way: 'refund', amountMinor: 1, currency: 'EUR' })).toThrow('same currency');
    const declined = store.write((tx) => {
      const attemptId = intend(tx, 'declined', PAID_MINOR);
      tx.append('payment.neverStarted', { attemptId, reason: 'port' }, OPERATOR);
      return attemptId;
    });
    expect(tryTo({ way: 'refund', amountMinor: 1 }, declined)).toThrow('only a paid card payment');
    const back = refund(store, original, { way: 'void', amountMinor: PAID_MINOR });
    end(store, back, 'approved');
    expect(tryTo({ way: 'refund', amountMinor: 1 }, back)).toThrow('only a paid card payment');
    store.close();
  });

  test('knows which batch a payment is in', () => {
    const { store } = testRegister();
    const original = paid(store);
    const closed = () => store.read((tx) => tx.batchClosedSince(original));
    expect(closed()).toBe(false);
    for (const [terminalId, expected] of [
      ['other', false],
      [TERMINAL, true],
    ] as const) {
      store.write((tx) =>
        tx.append(
          'settlement.closed',
          {
            terminalId,
            terminalTotalMinor: minor(0),
            terminalCount: 0,
            registerTotalMinor: minor(0),
            registerCount: 0,
            differenceMinor: minor(0),
            reportLines: [],
          },
          OPERATOR,
        ),
      );
      expect(closed()).toBe(expected);
    }
    store.close();
  });
});
