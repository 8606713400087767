import { describe, expect, it } from 'vitest';
import { CURRENCIES } from '../../../core/money/currency.ts';
import { cashKeys, previewPayment } from './cash-keys.ts';

describe('cash keys', () => {
  it('offers notes, largest first, never more than there are function keys', () => {
    const cny = CURRENCIES.CNY;
    expect(cashKeys(cny.denominationsMinor, cny.decimals)).toEqual([
      10000, 5000, 2000, 1000, 500, 100,
    ]);
    const jpy = CURRENCIES.JPY;
    expect(cashKeys(jpy.denominationsMinor, jpy.decimals)).toHaveLength(6);
  });
});

describe('payment preview', () => {
  const due = { remainingMinor: 1572, cashDueMinor: 1570, cardDueMinor: 1572 };

  it('pays the rest by card when nothing is typed', () => {
    expect(previewPayment(null, due)).toEqual({
      cashMinor: null,
      cardMinor: 1572,
      changeMinor: null,
    });
  });

  it('shows change from the rounded cash amount, none for a part', () => {
    expect(previewPayment(2000, due).changeMinor).toBe(430);
    expect(previewPayment(1570, due).changeMinor).toBe(0);
    expect(previewPayment(1000, due)).toEqual({
      cashMinor: 1000,
      cardMinor: 1000,
      changeMinor: null,
    });
  });

  it('never asks a card for more than what remains', () => {
    expect(previewPayment(50_000, due).cardMinor).toBe(1572);
  });

  it('takes zero for nothing typed', () => {
    expect(previewPayment(0, due).cashMinor).toBeNull();
  });
});
