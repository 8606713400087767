import { formatAmount } from '../../core/money/format.ts';
import { minor } from '../../core/money/minor.ts';
import { withSymbol, writtenAmount } from '../../core/money/symbols.ts';
import type { Locale } from '../i18n/i18n.ts';

/** What the screens need to know of a currency. */
export interface ShownCurrency {
  readonly code: string;
  readonly decimals: number;
}

/** "1,234.50": grouped, a real minus in front, no currency. */
export function figure(amountMinor: number, currency: ShownCurrency): string {
  const text = writtenAmount(minor(Math.abs(amountMinor)), currency);
  const [whole = '0', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
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

const timeFormats = new Map<string, Intl.DateTimeFormat>();

/** Hours and minutes of the till's own time zone, 24 hours. */
export function clockTime(atMs: number, locale: Locale): string {
  const known = timeFormats.get(locale);
  const format =
    known ?? new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false });
  if (known === undefined) timeFormats.set(locale, format);
  return format.format(atMs);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Day, hours and minutes of the till's own time zone: for what may not be from today. */
export function dayAndTime(atMs: number, locale: Locale): string {
  const known = dayFormats.get(locale);
  const format =
    known ?? new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
  if (known === undefined) dayFormats.set(locale, format);
  return `${format.format(atMs)} ${clockTime(atMs, locale)}`;
}

/** A calendar date 'YYYY-MM-DD' with its month in words: no order of digits to mistake. */
export function birthDate(date: string, locale: Locale): string {
  const format = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, format).format(Date.parse(`${date}T00:00:00Z`));
}

/** The name in the operator's language. */
export function localName(name: { readonly zh: string; readonly en: string }, locale: Locale) {
  return locale === 'en' ? name.en : name.zh;
}
