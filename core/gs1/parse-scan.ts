import { invariant } from '../assert.ts';
import { type Minor, minor } from '../money/minor.ts';
import { mulDiv } from '../money/mul-div.ts';
import { parseReceiptCode } from '../receipt/receipt-no.ts';
import { elementDate } from './element-date.ts';
import {
  type ElementFault,
  GROUP_SEPARATOR,
  type Gs1Element,
  missingNeed,
  parseElementString,
} from './element-string.ts';
import { type EmbeddedCode, type EmbeddedRefusal, parseEmbedded } from './embedded.ts';
import { type CodeKey, expandUpcE, gtinKey } from './gtin.ts';
import type { RegionLayout } from './region-layouts.ts';

/** An element string with an item in it. Dates are 'YYYY-MM-DD'. */
export interface Gs1Scan {
  readonly kind: 'gs1';
  readonly key: CodeKey;
  /** AI 310n, or 320n in pounds. */
  readonly weightGrams: number | null;
  /** AI 30: pieces in a pack of which the number varies. */
  readonly count: number | null;
  /** AI 392n, only with a region set: without one the currency is not known. */
  readonly priceMinor: Minor | null;
  /** AI 15, best before. */
  readonly bestBefore: string | null;
  /** AI 16, sell by. */
  readonly sellBy: string | null;
  /** AI 17, expires. */
  readonly expires: string | null;
  /** AI 7003, the minute it expires: 'YYYY-MM-DDTHH:MM'. */
  readonly expiresAt: string | null;
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
  | ElementFault['code']
  | EmbeddedRefusal;

export type ScanResult =
  | { readonly kind: 'gtin'; readonly key: CodeKey }
  | EmbeddedCode
  | Gs1Scan
  | { readonly kind: 'receipt'; readonly receiptNo: string }
  | RefusedScan;

export interface RefusedScan {
  readonly kind: 'refused';
  readonly reason: ScanRefusal;
  /** The application identifier it is about; absent where the code has none. */
  readonly ai?: string;
}

/** Nothing scanned in a shop is longer; two codes read as one often are. */
const LONGEST_CODE = 128;

/** AIM symbology identifiers whose data is a GS1 element string (ISO/IEC 15424). */
const GS1_SYMBOLOGIES = new Set([']C1', ']e0', ']d2', ']Q3']);

/**
 * Whether a scanner read nothing but the add-on of a magazine or a book, which it sends by itself
 * after the code (AIM E1, E2): an issue's number, of two or five digits, and no item.
 */
export function isAddOn(text: string): boolean {
  return /^\](?:E1\d{2}|E2\d{5})$/.test(text.trim());
}

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
  if (/^\d+$/.test(body)) return parseDigits(withoutAddOn(body, aim), aim, options.region);
  if (!/^[R-U][0-9A-Z]+-/i.test(body)) return refused('unknownForm');
  const receiptNo = parseReceiptCode(body);
  return receiptNo === null ? refused('receipt') : { kind: 'receipt', receiptNo };
}

/**
 * Whether goods with these dates may no longer be sold at a local time: `date` 'YYYY-MM-DD', `time`
 * 'HH:MM:SS'. On the day itself they may; at the minute of AI 7003 they may not.
 */
export function isExpired(
  scan: Pick<Gs1Scan, 'bestBefore' | 'sellBy' | 'expires' | 'expiresAt'>,
  now: { readonly date: string; readonly time: string },
): boolean {
  const days = [scan.bestBefore, scan.sellBy, scan.expires];
  if (days.some((date) => date !== null && date < now.date)) return true;
  return scan.expiresAt !== null && scan.expiresAt <= `${now.date}T${now.time.slice(0, 5)}`;
}

/** AIM E3: thirteen digits and the add-on, two or five, which is the issue and no part of the code. */
function withoutAddOn(digits: string, aim: string): string {
  const isCombined = aim === ']E3' && (digits.length === 15 || digits.length === 18);
  return isCombined ? digits.slice(0, 13) : digits;
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
  if (!parsed.ok) return refused(parsed.error.code, parsed.error.ai);
  const elements = parsed.value;
  const gtin = dataOf(elements, '01');
  if (gtin === null) {
    const isCoupon = elements.some(({ ai }) => ai === '8110' || ai === '8112');
    return isCoupon ? refused('coupon') : refused('noItem', missingNeed(elements) ?? undefined);
  }
  const key = gtinKey(gtin);
  invariant(key.ok, 'an AI 01 was checked before');
  const weightGrams = weightOf(elements);
  const count = countOf(elements);
  const price = region === null ? null : priceOf(elements, region.currencyDecimals);
  if (weightGrams === 0) return refused('noValue', aiLike(elements, /^3[12]0/));
  if (count === 0) return refused('noValue', '30');
  if (price === 0) return refused('noValue', aiLike(elements, /^392/));
  if (price === 'badField') return refused('badField', aiLike(elements, /^392/));
  return {
    kind: 'gs1',
    key: key.value,
    weightGrams,
    count,
    priceMinor: price,
    bestBefore: dateOf(elements, '15'),
    sellBy: dateOf(elements, '16'),
    expires: dateOf(elements, '17'),
    expiresAt: minuteOf(elements, '7003'),
    batch: dataOf(elements, '10'),
    serial: dataOf(elements, '21'),
  };
}

function aiLike(elements: readonly Gs1Element[], pattern: RegExp): string | undefined {
  return elements.find(({ ai }) => pattern.test(ai))?.ai;
}

function dataOf(elements: readonly Gs1Element[], ai: string): string | null {
  return elements.find((element) => element.ai === ai)?.data ?? null;
}

function dateOf(elements: readonly Gs1Element[], ai: string): string | null {
  const data = dataOf(elements, ai);
  return data === null ? null : elementDate(data);
}

function minuteOf(elements: readonly Gs1Element[], ai: string): string | null {
  const data = dataOf(elements, ai);
  const date = data === null ? null : elementDate(data.slice(0, 6));
  if (data === null || date === null) return null;
  return `${date}T${data.slice(6, 8)}:${data.slice(8, 10)}`;
}

/** AI 30: how many pieces; more than any basket takes is the basket's to refuse. */
function countOf(elements: readonly Gs1Element[]): number | null {
  const data = dataOf(elements, '30');
  return data === null ? null : Number(data);
}

/** A pound is 0.45359237 kg (International Yard and Pound Agreement, 1959): exact. */
const POUND = { grams: 45_359_237, per: 100_000 } as const;

/**
 * AI 310n: net weight in kilograms with n decimals, 320n: in pounds; here in grams, a half rounded
 * up. A label with both says the same twice; the kilograms count.
 */
function weightOf(elements: readonly Gs1Element[]): number | null {
  const kilograms = elements.find(({ ai }) => ai.startsWith('310'));
  if (kilograms !== undefined) {
    return mulDiv(Number(kilograms.data), 1000, 10 ** Number(kilograms.ai[3]), 'halfUp');
  }
  const pounds = elements.find(({ ai }) => ai.startsWith('320'));
  if (pounds === undefined) return null;
  const divisor = POUND.per * 10 ** Number(pounds.ai[3]);
  return mulDiv(Number(pounds.data), POUND.grams, divisor, 'halfUp');
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

function refused(reason: ScanRefusal, ai?: string): RefusedScan {
  return ai === undefined || ai === ''
    ? { kind: 'refused', reason }
    : { kind: 'refused', reason, ai };
}
