import { describe, expect, test } from 'vitest';
import { minor } from '../core/money/minor.ts';
import type { Store, StoredReturn } from '../till/ports/store.ts';
import { openDatabase } from './open.ts';
import { checkDerived } from './rebuild.ts';
import { beginBasketVoid, finishBasketVoid, parkPartPaid } from './testing/basket-void.ts';
import { testRegister } from './testing/register.ts';
import { OPERATOR, openShop, saleFor, terminalResult } from './testing/shop.ts';
import { intendRefund } from './testing/return.ts';

const PAID_MINOR = 400;

/** A parked basket with one card payment, which is being voided; nothing has gone back yet. */
function begun() {
  const { store, options } = testRegister();
  const paid = store.write((tx) => {
    openShop(tx);
    const parked = parkPartPaid(tx, PAID_MINOR);
    beginBasketVoid(tx);
    return parked;
  });
  return { store, options, ...paid };
}

const openOf = (store: Store): StoredReturn => {
  const open = store.read((tx) => tx.openReturn());
  if (open === null) throw new Error('nothing is being returned');
  return open;
};

/** The void at the terminal, as far as `how` says. */
function refund(store: Store, how: 'sending' | 'unknown' | 'declined' | 'approved'): string {
  return store.write((tx) => {
    const attemptId = intendRefund(tx, openOf(store), 'void') ?? '';
    tx.append('payment.sending', { attemptId }, OPERATOR);
    const result = terminalResult(tx.journalHead().seq, PAID_MINOR);
    if (how === 'approved') tx.append('payment.approved', { attemptId, result }, OPERATOR);
    if (how === 'unknown') tx.append('payment.unknown', { attemptId, reason: 'x' }, OPERATOR);
    if (how === 'declined') {
      tx.append('payment.declined', { attemptId, result: null, reason: '05' }, OPERATOR);
    }
    return attemptId;
  });
}

function voidPlain(store: Store, basketId: string): void {
  const totalMinor = minor(1000);
  store.write((tx) =>
    tx.append('basket.voided', { basketId, lines: [], totalMinor, reason: 'customer' }, OPERATOR),
  );
}

function sellFor(store: Store, card: { attemptId: string; basketId: string }): void {
  store.write((tx) =>
    tx.append('sale.completed', saleFor(tx, { amountMinor: PAID_MINOR, card }), OPERATOR),
  );
}

describe('the ledger of a basket that is voided after a card has paid a part', () => {
  test('voids it when the money is back, and a rebuild makes the same', () => {
    const { store, options, basketId } = begun();
    refund(store, 'approved');
    store.write((tx) => finishBasketVoid(tx, openOf(store)));
    store.read((tx) => {
      expect(tx.openReturn()).toBeNull();
      expect(tx.suspendedBaskets()).toEqual([]);
      expect(tx.attemptsOfBasket(basketId)).toHaveLength(1);
    });
    store.close();
    const { db, close } = openDatabase(options.path);
    expect(checkDerived(db).differences).toEqual([]);
    close();
  });

  test.each(['sending', 'unknown', 'declined'] as const)(
    'keeps it while the void at the terminal is %s',
    (how) => {
      const { store, basketId } = begun();
      refund(store, how);
      expect(() => voidPlain(store, basketId)).toThrow('holds payment');
      store.close();
    },
  );

  test('names no refund that is not done', () => {
    const { store, basketId } = begun();
    const { returnId, approvedBy } = openOf(store);
    refund(store, 'approved');
    const refunded = { returnId, approvedBy, attemptIds: ['none'], cashMinor: minor(0) };
    const reason = 'customer' as const;
    const payload = { basketId, lines: [], totalMinor: minor(0), reason, refunded };
    expect(() => store.write((tx) => tx.append('basket.voided', payload, OPERATOR))).toThrow(
      'has given nothing back',
    );
    store.close();
  });

  test('cannot be taken up meanwhile, voided twice, or voided while it is open', () => {
    const { store, basketId } = begun();
    const resume = () => store.write((tx) => tx.append('basket.resumed', { basketId }, OPERATOR));
    const begin = (id: string) =>
      store.write((tx) => {
        const people = { operatorId: OPERATOR, approvedBy: '9001' };
        const intended = {
          returnId: `t-${id}`,
          basketId: id,
          reason: 'customer',
          ...people,
          steps: [],
        } as const;
        tx.append('basketVoid.intended', intended, OPERATOR);
      });
    expect(resume).toThrow('is being voided');
    expect(() => begin(basketId)).toThrow('UNIQUE');
    expect(() => begin('not parked')).toThrow('is not parked');
    store.close();
  });

  test.each(['sending', 'unknown', 'approved'] as const)(
    'sells nothing for a payment whose void is %s',
    (how) => {
      const { store, basketId, attemptId } = begun();
      refund(store, how);
      expect(() => sellFor(store, { attemptId, basketId })).toThrow('is not an approved one');
      store.close();
    },
  );

  test('sells for it after the void was refused and left', () => {
    const { store, basketId, attemptId } = begun();
    refund(store, 'declined');
    const { returnId } = openOf(store);
    store.write((tx) => {
      tx.append('return.abandoned', { returnId, reason: 'byOperator' }, OPERATOR);
      tx.append('basket.resumed', { basketId }, OPERATOR);
    });
    sellFor(store, { attemptId, basketId });
    expect(store.read((tx) => tx.recentSales(9))).toHaveLength(1);
    store.close();
  });
});
