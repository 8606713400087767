import { describe, expect, test } from 'vitest';
import { testRegister } from './testing/register.ts';
import { intend, OPERATOR, openShop, saleFor, terminalResult } from './testing/shop.ts';

/** A shop with an approved card payment of 3.00 for `basket-a`. */
function paidByCard() {
  const { store } = testRegister();
  store.write(openShop);
  const attemptId = store.write((tx) => {
    const id = intend(tx, 'a', 300);
    tx.append('payment.sending', { attemptId: id }, OPERATOR);
    tx.append('payment.approved', { attemptId: id, result: terminalResult(7, 300) }, OPERATOR);
    return id;
  });
  const sell = (amountMinor: number, basketId = 'basket-a') =>
    store.write((tx) => {
      const sale = saleFor(tx, { amountMinor, card: { attemptId, basketId } });
      tx.append('sale.completed', sale, OPERATOR);
    });
  return { store, sell };
}

describe('a card tender', () => {
  test.each([
    ['a cent more', 301, 'basket-a'],
    ['a cent less', 299, 'basket-a'],
    ['its amount, and another basket', 300, 'basket-b'],
  ])('of %s than its payment is no sale', (_, amountMinor, basketId) => {
    const { store, sell } = paidByCard();
    expect(() => sell(amountMinor, basketId)).toThrow(
      'not an approved one of this basket and amount',
    );
    expect(store.read((tx) => tx.recentSales(9))).toEqual([]);
    sell(300);
    expect(store.read((tx) => tx.recentSales(9))).toHaveLength(1);
  });
});
