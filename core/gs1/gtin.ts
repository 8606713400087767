import { invariant } from '../assert.ts';
import { err, ok, type Result } from '../result.ts';

declare const keyBrand: unique symbol;

/**
 * What items are looked up by: 14 digits, the code padded with zeros on the left (GS1 General
 * Specifications §3: GTIN-8, -12, -13 and -14 in one 14-digit field). So a UPC-A and the EAN-13
 * with a zero before it are the same item, and a case's GTIN-14 is another one than its piece's.
 */
export type CodeKey = string & { readonly [keyBrand]: true };

export type GtinError = 'notDigits' | 'wrongLength' | 'checkDigit';

/** GS1 check digit of the digits before it: weights 3, 1, 3 … from the right. */
export function gtinCheckDigit(digitsBefore: string): string {
  invariant(/^\d+$/.test(digitsBefore), `not digits: ${digitsBefore}`);
  let total = 0;
  for (let place = 1; place <= digitsBefore.length; place++) {
    total += Number(digitsBefore.at(-place)) * (place % 2 === 1 ? 3 : 1);
  }
  return String((10 - (total % 10)) % 10);
}

/** Appends the check digit. */
export function withCheckDigit(digitsBefore: string): string {
  return digitsBefore + gtinCheckDigit(digitsBefore);
}

/**
 * The key of a GTIN-8 (EAN-8), -12 (UPC-A), -13 (EAN-13) or -14 as read or typed. Any single
 * wrong digit is refused: the check digit changes with each.
 */
export function gtinKey(text: string): Result<CodeKey, GtinError> {
  if (!/^\d+$/.test(text)) return err('notDigits');
  if (![8, 12, 13, 14].includes(text.length)) return err('wrongLength');
  if (gtinCheckDigit(text.slice(0, -1)) !== text.at(-1)) return err('checkDigit');
  return ok(text.padStart(14, '0') as CodeKey);
}

/** The shortest form of a key that people and labels use: EAN-8, EAN-13 or GTIN-14. */
export function printKey(key: CodeKey): string {
  if (key.startsWith('000000')) return key.slice(6);
  return key.startsWith('0') ? key.slice(1) : key;
}

/**
 * Expands a UPC-E of eight digits (number system 0 or 1, six digits, check digit) to its UPC-A
 * of twelve (GS1 General Specifications, UPC-E symbology).
 * The check digit is that of the UPC-A.
 */
export function expandUpcE(text: string): Result<string, GtinError> {
  if (!/^\d+$/.test(text)) return err('notDigits');
  const match = /^([01])(\d)(\d)(\d)(\d)(\d)(\d)(\d)$/.exec(text);
  if (match === null) return err('wrongLength');
  const [, system = '', a = '', b = '', c = '', d = '', e = '', last = '', check = ''] = match;
  const body = system + upcEBody([a, b, c, d, e], last);
  return gtinCheckDigit(body) === check ? ok(body + check) : err('checkDigit');
}

function upcEBody([a, b, c, d, e]: readonly string[], last: string): string {
  switch (last) {
    case '0':
    case '1':
    case '2':
      return `${a}${b}${last}0000${c}${d}${e}`;
    case '3':
      return `${a}${b}${c}00000${d}${e}`;
    case '4':
      return `${a}${b}${c}${d}00000${e}`;
    default:
      return `${a}${b}${c}${d}${e}0000${last}`;
  }
}
