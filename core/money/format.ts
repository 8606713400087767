import { err, ok, type Result } from '../result.ts';
import { type Minor, minor } from './minor.ts';

/** A currency's exponent of ISO 4217. */
export type Decimals = 0 | 2 | 3;

/** "1234.50": a point, no grouping, a minus in front. Made from digits, never from a fraction. */
export function formatAmount(amount: Minor, decimals: Decimals): string {
  const sign = amount < 0 ? '-' : '';
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

export type AmountError = 'empty' | 'notANumber' | 'tooPrecise' | 'tooLarge';

/**
 * Reads an amount as people type it: "12", "12.5", ".50", "-3.20"; spaces around it are ignored.
 * Grouping, a comma, an exponent or a sign other than one leading minus are `notANumber`; more
 * places than the currency has are `tooPrecise`, even zeros, because they mean another currency.
 * The caller decides whether a negative amount makes sense.
 */
export function parseAmount(text: string, decimals: Decimals): Result<Minor, AmountError> {
  const trimmed = text.trim();
  if (trimmed === '') return err('empty');
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(trimmed);
  const whole = match?.[2] ?? '';
  const fraction = match?.[3] ?? '';
  if (match === null || whole + fraction === '') return err('notANumber');
  if (fraction.length > decimals) return err('tooPrecise');
  // Too many digits may round here, but never to a safe integer.
  const magnitude = Number(whole + fraction.padEnd(decimals, '0'));
  if (!Number.isSafeInteger(magnitude)) return err('tooLarge');
  return ok(minor(match[1] === '-' ? -magnitude : magnitude));
}
