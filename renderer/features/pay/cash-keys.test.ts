import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostCash } from '../../../core/basket/plausible-cash.ts';
import { CURRENCIES } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import { CASH_CAPS, cashKeys, previewPayment } from './cash-keys.ts';

describe('cash keys', () => {
  const keysOf = (code: keyof typeof CURRENCIES, dueMinor: number) => {
    const { denominationsMinor, decimals } = CURRENCIES[code];
    return cashKeys(denominationsMinor, decimals, dueMinor);
  };

  it.each([
    ['CNY', 6210, [6500, 7000, 8000, 10_000, 5000, 2000]],
    ['CNY', 880, [1000, 2000, 5000, 10_000, 500, 100]],
    ['CNY', 5000, [5100, 5500, 6000, 10_000, 2000, 1000]],
    ['JPY', 300, [500, 1000, 5000, 10_000, 100, 50]],
  ] as const)('%s %i: the sums above it first, then notes for a part', (code, due, keys) => {
    expect(keysOf(code, due)).toEqual(keys);
  });

  it('offers no amount twice, none that is no money, and one that pays it all', () => {
    const code = fc.constantFrom(...(Object.keys(CURRENCIES) as (keyof typeof CURRENCIES)[]));
    fc.assert(
      fc.property(code, fc.integer({ min: 1, max: 100_000_000 }), (currency, due) => {
        const keys = keysOf(currency, due);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.length).toBeLessThanOrEqual(CASH_CAPS.length);
        const { denominationsMinor } = CURRENCIES[currency];
        const most = mostCash(minor(due), denominationsMinor) ?? 0;
        expect(keys.every((key) => key > 0 && key <= most)).toBe(true);
        expect(keys.some((key) => key > due)).toBe(true);
      }),
    );
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
