import { formatAmount } from '../../core/money/format.ts';
import { minor } from '../../core/money/minor.ts';
import { withSymbol, writtenAmount } from '../../core/money/symbols.ts';
import { type Language, LANGUAGES } from '../../core/language.ts';

/** What the screens need to know of a currency. */
export interface ShownCurrency {
  readonly code: string;
  readonly decimals: number;
}

/** "1,345" of a whole number, in every language as in amounts. */
export function wholeNumber(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** "1,234.50": grouped, a real minus in front, no currency. */
export function figure(amountMinor: number, currency: ShownCurrency): string {
  const text = writtenAmount(minor(Math.abs(amountMinor)), currency);
  const [whole = '0', fraction] = text.split('.');
  const grouped = wholeNumber(Number(whole));
  const sign = amountMinor < 0 ? '−' : '';
  return sign + (fraction === undefined ? grouped : `${grouped}.${fraction}`);
}

/** "¥1,234.50", "CHF 1,234.50" or "1,234.50 kr". */
export function money(amountMinor: number, currency: ShownCurrency): string {
  const sign = amountMinor < 0 ? '−' : '';
  return sign + withSymbol(figure(Math.abs(amountMinor), currency), currency.code);
}

/** A note or coin as people call it: "¥100", "¥0.50", "50 kr". */
export function denomination(amountMinor: number, currency: ShownCurrency): string {
  return withSymbol(figure(amountMinor, currency).replace(/\.0+$/, ''), currency.code);
}

/** Grams as kilograms with three places: "1.254". */
export function kilograms(grams: number): string {
  return formatAmount(minor(grams), 3);
}

/** Thousandths of a piece without needless zeros: "2", "1.5". */
export function quantity(thousandths: number): string {
  return formatAmount(minor(thousandths), 3).replace(/\.?0+$/, '');
}

/** Basis points as a percentage without needless zeros: 1300 is "13". */
export function percent(basisPoints: number): string {
  return formatAmount(minor(basisPoints), 2).replace(/\.?0+$/, '');
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** One format per language and zone: making one is slow, and the clock asks every second. */
function formatOf(
  locale: Language,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const name = `${locale} ${timeZone} ${Object.keys(options).join(' ')}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(LANGUAGES[locale].tag, { ...options, timeZone });
  formats.set(name, made);
  return made;
}

/**
 * "14:02": hours and minutes as the shop's clock has them, from 00:00 to 23:59. `timeZone` is the
 * snapshot's: a computer set to another zone must not tell another time than the papers do.
 */
export function clockTime(atMs: number, locale: Language, timeZone: string): string {
  const format = formatOf(locale, timeZone, {
    hour: '2-digit',
    minute: '2-digit',
    // Midnight is 00:00; what `hour12: false` means is for each language to say, to some 24:00.
    hourCycle: 'h23',
  });
  return format.format(atMs);
}

/** "22 Nov 2026 14:02", in the shop's own zone: for what may not be from today. */
export function dayAndTime(atMs: number, locale: Language, timeZone: string): string {
  const format = formatOf(locale, timeZone, { day: 'numeric', month: 'short', year: 'numeric' });
  return `${format.format(atMs)} ${clockTime(atMs, locale, timeZone)}`;
}

/** A calendar date 'YYYY-MM-DD' with its month in words: no order of digits to mistake. */
export function birthDate(date: string, locale: Language): string {
  const format = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(LANGUAGES[locale].tag, format).format(
    Date.parse(`${date}T00:00:00Z`),
  );
}
