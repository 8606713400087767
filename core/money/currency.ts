/** What the register must know of a currency (ISO 4217 code, number and exponent). */
export interface Currency {
  readonly code: string;
  /** ISO 4217 numeric code as three digits: what a card terminal is told. */
  readonly numeric: string;
  readonly decimals: 0 | 2 | 3;
  /** Smallest amount payable in cash, in minor units (1 = no cash rounding). */
  readonly cashStepMinor: number;
  /** Coins and notes in minor units, largest first, for counting and tender keys. */
  readonly denominationsMinor: readonly number[];
}

/**
 * Currencies a store can be set to; cash steps follow CLDR's cashRounding where it has one, and for
 * the Chilean peso Ley 20.956 (2016), article 13: the smallest coin in use is ten.
 */
export const CURRENCIES = {
  CNY: {
    code: 'CNY',
    numeric: '156',
    decimals: 2,
    cashStepMinor: 1,
    denominationsMinor: [10000, 5000, 2000, 1000, 500, 100, 50, 10],
  },
  EUR: {
    code: 'EUR',
    numeric: '978',
    decimals: 2,
    cashStepMinor: 1,
    denominationsMinor: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  },
  CHF: {
    code: 'CHF',
    numeric: '756',
    decimals: 2,
    cashStepMinor: 5,
    denominationsMinor: [100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5],
  },
  JPY: {
    code: 'JPY',
    numeric: '392',
    decimals: 0,
    cashStepMinor: 1,
    denominationsMinor: [10000, 5000, 1000, 500, 100, 50, 10, 5, 1],
  },
  KWD: {
    code: 'KWD',
    numeric: '414',
    decimals: 3,
    cashStepMinor: 5,
    denominationsMinor: [20000, 10000, 5000, 1000, 500, 250, 100, 50, 20, 10, 5],
  },
  CLP: {
    code: 'CLP',
    numeric: '152',
    decimals: 0,
    cashStepMinor: 10,
    denominationsMinor: [20000, 10000, 5000, 2000, 1000, 500, 100, 50, 10],
  },
} as const satisfies Record<string, Currency>;

export type CurrencyCode = keyof typeof CURRENCIES;
