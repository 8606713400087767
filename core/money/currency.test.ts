import { describe, expect, it } from 'vitest';
import { REGION_LAYOUTS } from '../gs1/region-layouts.ts';
import { type CashRule, roundCash } from './cash-rounding.ts';
import { CURRENCIES } from './currency.ts';
import { minor } from './minor.ts';

describe('currencies', () => {
  it.each(Object.entries(CURRENCIES))('%s can pay its cash step with its coins', (code, each) => {
    expect(each.code).toBe(code);
    expect(each.numeric).toMatch(/^\d{3}$/);
    const { denominationsMinor, cashRule } = each;
    expect([...denominationsMinor].sort((a, b) => b - a)).toEqual(denominationsMinor);
    expect(denominationsMinor.every((coin) => coin % cashRule.stepMinor === 0)).toBe(true);
  });

  it('the Chilean peso has no decimals and no coin below ten', () => {
    expect(CURRENCIES.CLP).toMatchObject({ numeric: '152', decimals: 0 });
    expect(CURRENCIES.CLP.cashRule.stepMinor).toBe(10);
    expect(CURRENCIES.CLP.denominationsMinor.at(-1)).toBe(10);
  });

  it('a last digit from 1 to 5 goes down in Chile, from 6 to 9 up (Ley 20.956, article 13)', () => {
    const { cashRule } = CURRENCIES.CLP;
    const last = (digit: number) => minor(1990 + digit);
    for (const digit of [1, 2, 3, 4, 5]) {
      expect(roundCash(last(digit), cashRule)).toEqual({
        roundedMinor: 1990,
        roundingMinor: -digit,
      });
    }
    for (const digit of [6, 7, 8, 9]) {
      expect(roundCash(last(digit), cashRule).roundedMinor).toBe(2000);
    }
    expect(roundCash(last(0), cashRule).roundedMinor).toBe(1990);
    expect(roundCash(minor(-1995), cashRule).roundedMinor).toBe(-1990);
  });

  it('an amount exactly between two coins goes down where the law or the practice takes it down', () => {
    const between = Object.values(CURRENCIES)
      .filter(({ cashRule }) => cashRule.stepMinor % 2 === 0)
      .map(({ code, cashRule }) => `${code} ${cashRule.rounding}`);
    expect(between.filter((each) => each.endsWith('halfDown'))).toEqual([
      'CLP halfDown',
      'NZD halfDown',
    ]);
    expect(between.filter((each) => each.endsWith('halfUp'))).toHaveLength(7);
  });

  // Amount, what is paid in cash: the examples of the authorities named in the table.
  it.each([
    [
      'CHF',
      [
        [1572, 1570],
        [1573, 1575],
      ],
    ],
    [
      'CAD',
      [
        [101, 100],
        [102, 100],
        [103, 105],
        [104, 105],
        [106, 105],
        [107, 105],
        [108, 110],
      ],
    ],
    [
      'AUD',
      [
        [201, 200],
        [202, 200],
        [203, 205],
        [204, 205],
        [206, 205],
        [207, 205],
        [209, 210],
      ],
    ],
    [
      'NZD',
      [
        [101, 100],
        [104, 100],
        [105, 100],
        [106, 110],
        [109, 110],
      ],
    ],
    [
      'DKK',
      [
        [1024, 1000],
        [1025, 1050],
        [1050, 1050],
        [1074, 1050],
        [1075, 1100],
        [1099, 1100],
      ],
    ],
    [
      'SEK',
      [
        [1949, 1900],
        [1950, 2000],
        [1999, 2000],
      ],
    ],
    [
      'NOK',
      [
        [1949, 1900],
        [1950, 2000],
        [1999, 2000],
      ],
    ],
    [
      'CZK',
      [
        [9949, 9900],
        [9950, 10_000],
        [9990, 10_000],
      ],
    ],
    [
      'HUF',
      [
        [100, 0],
        [200, 0],
        [249, 0],
        [250, 500],
        [300, 500],
        [749, 500],
        [750, 1000],
        [39_900, 40_000],
      ],
    ],
    [
      'TWD',
      [
        [3_549, 3_500],
        [3_550, 3_600],
        [9_900, 9_900],
      ],
    ],
    [
      'HKD',
      [
        [1234, 1230],
        [1235, 1240],
        [1239, 1240],
      ],
    ],
    [
      'SGD',
      [
        [1602, 1600],
        [1603, 1605],
      ],
    ],
    [
      'GBP',
      [
        [1, 1],
        [1999, 1999],
      ],
    ],
    [
      'USD',
      [
        [1, 1],
        [1999, 1999],
      ],
    ],
    [
      'PLN',
      [
        [1, 1],
        [1999, 1999],
      ],
    ],
  ] as const)(
    '%s is paid in cash as its authority says, and refunded the same',
    (code, examples) => {
      const { cashRule } = CURRENCIES[code];
      for (const [amount, cash] of examples) {
        expect([amount, roundCash(minor(amount), cashRule).roundedMinor]).toEqual([amount, cash]);
        expect(roundCash(minor(-amount), cashRule).roundedMinor + cash).toBe(0);
      }
    },
  );

  it.each(Object.values(CURRENCIES))('what coins there are pays every step of $code', (each) => {
    const { stepMinor, cardStepMinor = 1 } = each.cashRule as CashRule;
    expect(each.denominationsMinor.at(-1)).toBe(
      Math.max(stepMinor, each.denominationsMinor.at(-1) ?? 0),
    );
    expect(stepMinor % cardStepMinor).toBe(0);
    expect(new Set(each.denominationsMinor).size).toBe(each.denominationsMinor.length);
  });

  it('every region with labels of its own has a currency, and no two currencies one number', () => {
    const of = {
      CN: 'CNY',
      GB: 'GBP',
      DE: 'EUR',
      SE: 'SEK',
      NO: 'NOK',
      DK: 'DKK',
      FI: 'EUR',
      EE: 'EUR',
      LV: 'EUR',
      LT: 'EUR',
      US4: 'USD',
      US5: 'USD',
    };
    expect(Object.keys(of).sort()).toEqual(Object.keys(REGION_LAYOUTS).sort());
    for (const code of Object.values(of)) expect(Object.keys(CURRENCIES)).toContain(code);
    const numbers = Object.values(CURRENCIES).map(({ numeric }) => numeric);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
