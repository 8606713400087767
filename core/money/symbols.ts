import { formatAmount } from './format.ts';
import type { Minor } from './minor.ts';

interface Symbol {
  readonly text: string;
  /** Where people of that country write it. */
  readonly place: 'before' | 'after';
}

const before = (text: string): Symbol => ({ text, place: 'before' });
const after = (text: string): Symbol => ({ text: ` ${text}`, place: 'after' });

/**
 * What stands with an amount on a screen, as people in that country write it (CLDR's narrow forms).
 * A shop has one currency, so a dollar is a dollar; only where people themselves write more than
 * `$` does more stand here. Without an entry the ISO code stands before the amount. Paper shows the
 * ISO code alone: every printer's code page has it.
 */
const SYMBOLS: Readonly<Record<string, Symbol>> = {
  CNY: before('¥'),
  JPY: before('¥'),
  EUR: before('€'),
  GBP: before('£'),
  USD: before('$'),
  CAD: before('$'),
  AUD: before('$'),
  NZD: before('$'),
  SGD: before('$'),
  HKD: before('HK$'),
  TWD: before('NT$'),
  SEK: after('kr'),
  NOK: after('kr'),
  DKK: after('kr'),
  CZK: after('Kč'),
  PLN: after('zł'),
  HUF: after('Ft'),
};

/** Two decimals by ISO 4217, but nobody has seen a coin of them: prices are whole there. */
const WHOLE_IN_PRACTICE: readonly string[] = ['HUF', 'TWD'];

/** A currency as far as writing an amount needs it. */
interface WrittenCurrency {
  readonly code: string;
  readonly decimals: number;
}

/** "¥1,234.50", "CHF 1,234.50" or "1,234.50 kr" around an amount that is written already. */
export function withSymbol(written: string, code: string): string {
  const symbol = SYMBOLS[code] ?? before(`${code} `);
  return symbol.place === 'before' ? symbol.text + written : written + symbol.text;
}

/**
 * Digits, point and sign of an amount as `formatAmount` makes them; without decimals where they are
 * zeros that the country never writes ("349" forints, but "228.35" when it is not whole).
 */
export function writtenAmount(amount: Minor, currency: WrittenCurrency): string {
  const { code, decimals } = currency;
  const text = formatAmount(amount, decimals === 0 || decimals === 3 ? decimals : 2);
  return WHOLE_IN_PRACTICE.includes(code) ? text.replace(/\.0+$/, '') : text;
}
