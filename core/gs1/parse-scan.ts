import { invariant } from '../assert.ts';
import { type Minor, minor } from '../money/minor.ts';
import { mulDiv } from '../money/mul-div.ts';
import { parseReceiptCode } from '../receipt/receipt-no.ts';
import {
  type ElementError,
  elementDate,
  GROUP_SEPARATOR,
  type Gs1Element,
  parseElementString,
} from './element-string.ts';
import { type EmbeddedCode, type EmbeddedRefusal, parseEmbedded } from './embedded.ts';
import { type CodeKey, expandUpcE, gtinKey } from './gtin.ts';
import type { RegionLayout } from './region-layouts.ts';

/** An element string with an item in it. Dates are 'YYYY-MM-DD'. */
export interface Gs1Scan {
  readonly kind: 'gs1';
  readonly key: CodeKey;
  readonly weightGrams: number | null;
  /** AI 392n, only with a region set: without one the currency is not known. */
  readonly priceMinor: Minor | null;
  /** AI 15, best before. */
  readonly bestBefore: string | null;
  /** AI 17, expires. */
  readonly expires: string | null;
  readonly batch: string | null;
  readonly serial: string | null;
}

export type ScanRefusal =
  | 'empty'
  | 'tooShort'
  | 'tooLong'
  | 'wrongLength'
  | 'unknownForm'
  | 'noItem'
  | 'coupon'
  | 'receipt'
  | 'checkDigit'
  | ElementError
  | EmbeddedRefusal;

export type ScanResult =
  | { readonly kind: 'gtin'; readonly key: CodeKey }
  | EmbeddedCode
  | Gs1Scan
  | { readonly kind: 'receipt'; readonly receiptNo: string }
  | { readonly kind: 'refused'; readonly reason: ScanRefusal };

/** Nothing scanned in a shop is longer; two codes read as one often are. */
const LONGEST_CODE = 128;

/** AIM symbology identifiers whose data is a GS1 element string (ISO/IEC 15424). */
const GS1_SYMBOLOGIES = new Set([']C1', ']e0', ']d2', ']Q3']);

/**
 * Judges what a scanner read. An element string is taken as one only when the scanner says so
 * (AIM identifier or leading FNC1): guessing would sell two codes read as one. Anything that
 * does not prove itself by its check digits is refused, never sold. A shelf PLU of four or five
 * digits is not a scan; it is keyed.
 */
export function parseScan(
  text: string,
  options: { readonly region: RegionLayout | null },
): ScanResult {
  const trimmed = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  if (trimmed === '') return refused('empty');
  if (trimmed.length > LONGEST_CODE) return refused('tooLong');
  const aim = /^\][A-Za-z][0-9A-Za-z]/.exec(trimmed)?.[0] ?? '';
  const body = trimmed.slice(aim.length);
  if (body.startsWith(GROUP_SEPARATOR)) return parseGs1(body.slice(1), options.region);
  if (GS1_SYMBOLOGIES.has(aim)) return parseGs1(body, options.region);
  if (body === '') return refused('empty');
  if (/^\d+$/.test(body)) return parseDigits(body, aim, options.region);
  if (!/^[R-U][0-9A-Z]+-/i.test(body)) return refused('unknownForm');
  const receiptNo = parseReceiptCode(body);
  return receiptNo === null ? refused('receipt') : { kind: 'receipt', receiptNo };
}

/** Whether goods with these dates may no longer be sold on `today` ('YYYY-MM-DD'). */
export function isExpired(scan: Pick<Gs1Scan, 'bestBefore' | 'expires'>, today: string): boolean {
  return [scan.bestBefore, scan.expires].some((date) => date !== null && date < today);
}

function parseDigits(digits: string, aim: string, region: RegionLayout | null): ScanResult {
  if (digits.length < 8) return refused('tooShort');
  if (digits.length > 14) return refused('tooLong');
  const isUpcE = /^[01]\d{7}$/.test(digits) && aim !== ']E4' && region?.eightDigits === 'upcE';
  const expanded = isUpcE ? expandUpcE(digits) : null;
  if (expanded !== null && !expanded.ok) return refused('checkDigit');
  const code = expanded?.value ?? digits;
  const key = gtinKey(code);
  if (!key.ok) return refused(key.error === 'checkDigit' ? 'checkDigit' : 'wrongLength');
  const ean13 = ean13Of(code);
  const embedded = region === null || ean13 === null ? null : parseEmbedded(ean13, region);
  if (embedded !== null) return embedded;
  return { kind: 'gtin', key: key.value };
}

/**
 * The thirteen digits a shop's own label may have, or null. Scanners that give every code as a
 * GTIN-14 put a 0 before it; with another digit there it is a case of the goods, not a label.
 */
function ean13Of(code: string): string | null {
  if (code.length === 14) return code.startsWith('0') ? code.slice(1) : null;
  return code.length === 12 || code.length === 13 ? code.padStart(13, '0') : null;
}

function parseGs1(text: string, region: RegionLayout | null): ScanResult {
  const parsed = parseElementString(text);
  if (!parsed.ok) return refused(parsed.error);
  const elements = parsed.value;
  if (elements.some((element, index) => seenBefore(elements, element, index))) {
    return refused('badField');
  }
  const gtin = dataOf(elements, '01');
  if (gtin === null) return refused(dataOf(elements, '8110') === null ? 'noItem' : 'coupon');
  const key = gtinKey(gtin);
  invariant(key.ok, 'an AI 01 was checked before');
  const weightGrams = weightOf(elements);
  const price = region === null ? null : priceOf(elements, region.currencyDecimals);
  if (weightGrams === 0 || price === 0) return refused('noValue');
  if (price === 'badField') return refused('badField');
  return {
    kind: 'gs1',
    key: key.value,
    weightGrams,
    priceMinor: price,
    bestBefore: dateOf(elements, '15'),
    expires: dateOf(elements, '17'),
    batch: dataOf(elements, '10'),
    serial: dataOf(elements, '21'),
  };
}

function seenBefore(elements: readonly Gs1Element[], element: Gs1Element, index: number): boolean {
  // Two weights or two items in one code contradict each other (§4.14).
  return elements.slice(0, index).some((other) => other.ai.slice(0, 3) === element.ai.slice(0, 3));
}

function dataOf(elements: readonly Gs1Element[], ai: string): string | null {
  return elements.find((element) => element.ai === ai)?.data ?? null;
}

function dateOf(elements: readonly Gs1Element[], ai: string): string | null {
  const data = dataOf(elements, ai);
  return data === null ? null : elementDate(data);
}

/** AI 310n: net weight in kilograms with n decimals, here in grams, a half rounded up. */
function weightOf(elements: readonly Gs1Element[]): number | null {
  const element = elements.find(({ ai }) => ai.startsWith('310'));
  if (element === undefined) return null;
  return mulDiv(Number(element.data), 1000, 10 ** Number(element.ai[3]), 'halfUp');
}

/** AI 392n: amount payable with n decimals. More places than the currency has must be zeros. */
function priceOf(
  elements: readonly Gs1Element[],
  currencyDecimals: number,
): Minor | 'badField' | null {
  const element = elements.find(({ ai }) => ai.startsWith('392'));
  if (element === undefined) return null;
  const extra = Number(element.ai[3]) - currencyDecimals;
  const padded = element.data.padEnd(element.data.length + Math.max(-extra, 0), '0');
  const kept = extra > 0 ? padded.padStart(extra + 1, '0').slice(0, -extra) : padded;
  const cut = extra > 0 ? padded.padStart(extra + 1, '0').slice(-extra) : '';
  if (/[1-9]/.test(cut) || !Number.isSafeInteger(Number(kept))) return 'badField';
  return minor(Number(kept));
}

function refused(reason: ScanRefusal): ScanResult {
  return { kind: 'refused', reason };
}
