import type { CashRule } from './cash-rounding.ts';

/** What the register must know of a currency (ISO 4217 code, number and exponent). */
export interface Currency {
  readonly code: string;
  /** ISO 4217 numeric code as three digits: what a card terminal is told. */
  readonly numeric: string;
  readonly decimals: 0 | 2 | 3;
  readonly cashRule: CashRule;
  /** Coins and notes in minor units, largest first, for counting and tender keys. */
  readonly denominationsMinor: readonly number[];
}

/** Cash is paid to the last minor unit. */
const EXACT: CashRule = { stepMinor: 1, rounding: 'halfUp' };

/** Five is odd: no amount lies exactly between two coins, so `rounding` decides nothing. */
const TO_FIVE: CashRule = { stepMinor: 5, rounding: 'halfUp' };

/**
 * A total that ends in 1 to 5 goes down to the ten, one that ends in 6 to 9 up (Ley 20.956, 2016,
 * article 13, in force since 1 November 2017). Only cash; a card pays the exact amount.
 */
const CHILEAN: CashRule = { stepMinor: 10, rounding: 'halfDown' };

/**
 * Currencies a store can be set to. Whether cash is rounded follows CLDR's cashRounding
 * (supplementalData.xml, currencyData/fractions): 5 for CHF, none for CNY, EUR and JPY. It has none
 * for CLP, where the law above rounds, nor for KWD, where 5 fils is the smallest coin in use. Euro
 * countries that round cash to 5 cent by their own law are not told apart.
 */
export const CURRENCIES = {
  CNY: {
    code: 'CNY',
    numeric: '156',
    decimals: 2,
    cashRule: EXACT,
    denominationsMinor: [10000, 5000, 2000, 1000, 500, 100, 50, 10],
  },
  EUR: {
    code: 'EUR',
    numeric: '978',
    decimals: 2,
    cashRule: EXACT,
    denominationsMinor: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  },
  CHF: {
    code: 'CHF',
    numeric: '756',
    decimals: 2,
    cashRule: TO_FIVE,
    denominationsMinor: [100000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5],
  },
  JPY: {
    code: 'JPY',
    numeric: '392',
    decimals: 0,
    cashRule: EXACT,
    denominationsMinor: [10000, 5000, 1000, 500, 100, 50, 10, 5, 1],
  },
  KWD: {
    code: 'KWD',
    numeric: '414',
    decimals: 3,
    cashRule: TO_FIVE,
    denominationsMinor: [20000, 10000, 5000, 1000, 500, 250, 100, 50, 20, 10, 5],
  },
  CLP: {
    code: 'CLP',
    numeric: '152',
    decimals: 0,
    cashRule: CHILEAN,
    denominationsMinor: [20000, 10000, 5000, 2000, 1000, 500, 100, 50, 10],
  },
} as const satisfies Record<string, Currency>;

export type CurrencyCode = keyof typeof CURRENCIES;
