import type { CashRule } from './cash-rounding.ts';
import type { Decimals } from './format.ts';

/** What the register must know of a currency (ISO 4217 code, number and exponent). */
export interface Currency {
  readonly code: string;
  /** ISO 4217 numeric code as three digits: what a card terminal is told. */
  readonly numeric: string;
  readonly decimals: Decimals;
  readonly cashRule: CashRule;
  /** Coins and notes in minor units, largest first, for counting and tender keys. */
  readonly denominationsMinor: readonly number[];
}

/** Cash is paid to the last minor unit. */
const EXACT: CashRule = { stepMinor: 1, rounding: 'halfUp' };

/** Five is odd: no amount lies exactly between two coins, so `rounding` decides nothing. */
const TO_FIVE: CashRule = { stepMinor: 5, rounding: 'halfUp' };

/**
 * To the whole unit, from a half up: Sweden (lag 1970:1029: 1 to 49 öre down, 50 to 99 up), Norway
 * (Norges Bank, since the 50-øre coin went in 2012) and Czechia (zákon 634/1992, § 3). Cards pay
 * the exact amount there.
 */
const TO_WHOLE: CashRule = { stepMinor: 100, rounding: 'halfUp' };

/** To 50 øre: 1 to 24 down, 25 to 74 to 50, 75 to 99 up (Danmarks Nationalbank, since 2008). */
const DANISH: CashRule = { stepMinor: 50, rounding: 'halfUp' };

/**
 * To five forints: 2.50 and 7.50 go up (2008. évi III. törvény, § 2). There is no fillér: nothing
 * smaller than a forint can be paid by card either.
 */
const HUNGARIAN: CashRule = { stepMinor: 500, rounding: 'halfUp', cardStepMinor: 100 };

/** There is no coin and no payment below one dollar (CLDR: no digits, cash or card). */
const TAIWANESE: CashRule = { stepMinor: 100, rounding: 'halfUp', cardStepMinor: 100 };

/**
 * To ten cents; 1 to 4 down, 6 to 9 up. Where 5 goes is the shop's to say, and most take it down
 * (Reserve Bank of New Zealand, since 2006); `cashRounding` of the settings sets the other way.
 */
const NEW_ZEALAND: CashRule = { stepMinor: 10, rounding: 'halfDown' };

/** The ten-cent piece is the smallest coin there is (Hong Kong Monetary Authority). */
const HONG_KONG: CashRule = { stepMinor: 10, rounding: 'halfUp' };

/**
 * A total that ends in 1 to 5 goes down to the ten, one that ends in 6 to 9 up (Ley 20.956, 2016,
 * article 13, in force since 1 November 2017). Only cash; a card pays the exact amount.
 */
const CHILEAN: CashRule = { stepMinor: 10, rounding: 'halfDown' };

/**
 * Currencies a store can be set to. Whether cash is rounded follows CLDR 48's cashRounding
 * (supplementalData.xml, currencyData/fractions): CAD and CHF to 5, DKK to 50, CZK, NOK, SEK and TWD
 * to the unit, HUF to 5 units; none for CNY, EUR, GBP, JPY, PLN and USD. It has none where law or
 * coins round all the same: CLP, AUD (ACCC: 1 and 2 cents down, 3 and 4 up), NZD, HKD, and KWD and
 * SGD, where 5 is the smallest coin in use. A shop that rounds another way (euro countries that
 * round to 5 cent by their own law, always down, cards too) says so in `cashRounding` of the
 * settings. Denominations are those given out today by the central bank or mint.
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
  GBP: {
    code: 'GBP',
    numeric: '826',
    decimals: 2,
    cashRule: EXACT,
    denominationsMinor: [5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  },
  SEK: {
    code: 'SEK',
    numeric: '752',
    decimals: 2,
    cashRule: TO_WHOLE,
    denominationsMinor: [100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100],
  },
  NOK: {
    code: 'NOK',
    numeric: '578',
    decimals: 2,
    cashRule: TO_WHOLE,
    denominationsMinor: [100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 100],
  },
  DKK: {
    code: 'DKK',
    numeric: '208',
    decimals: 2,
    cashRule: DANISH,
    denominationsMinor: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50],
  },
  USD: {
    code: 'USD',
    numeric: '840',
    decimals: 2,
    cashRule: EXACT,
    denominationsMinor: [10000, 5000, 2000, 1000, 500, 100, 25, 10, 5, 1],
  },
  CAD: {
    code: 'CAD',
    numeric: '124',
    decimals: 2,
    cashRule: TO_FIVE,
    denominationsMinor: [10000, 5000, 2000, 1000, 500, 200, 100, 25, 10, 5],
  },
  AUD: {
    code: 'AUD',
    numeric: '036',
    decimals: 2,
    cashRule: TO_FIVE,
    denominationsMinor: [10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5],
  },
  NZD: {
    code: 'NZD',
    numeric: '554',
    decimals: 2,
    cashRule: NEW_ZEALAND,
    denominationsMinor: [10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10],
  },
  CZK: {
    code: 'CZK',
    numeric: '203',
    decimals: 2,
    cashRule: TO_WHOLE,
    denominationsMinor: [
      500000, 200000, 100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100,
    ],
  },
  HUF: {
    code: 'HUF',
    numeric: '348',
    decimals: 2,
    cashRule: HUNGARIAN,
    denominationsMinor: [
      2000000, 1000000, 500000, 200000, 100000, 50000, 20000, 10000, 5000, 2000, 1000, 500,
    ],
  },
  PLN: {
    code: 'PLN',
    numeric: '985',
    decimals: 2,
    cashRule: EXACT,
    denominationsMinor: [50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1],
  },
  TWD: {
    code: 'TWD',
    numeric: '901',
    decimals: 2,
    cashRule: TAIWANESE,
    denominationsMinor: [200000, 100000, 50000, 20000, 10000, 5000, 2000, 1000, 500, 100],
  },
  HKD: {
    code: 'HKD',
    numeric: '344',
    decimals: 2,
    cashRule: HONG_KONG,
    denominationsMinor: [100000, 50000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10],
  },
  SGD: {
    code: 'SGD',
    numeric: '702',
    decimals: 2,
    cashRule: TO_FIVE,
    denominationsMinor: [10000, 5000, 1000, 500, 200, 100, 50, 20, 10, 5],
  },
} as const satisfies Record<string, Currency>;

export type CurrencyCode = keyof typeof CURRENCIES;

/** Codes in the order of the table: what a settings file may say. */
export const CURRENCY_CODES = Object.keys(CURRENCIES) as [CurrencyCode, ...CurrencyCode[]];
