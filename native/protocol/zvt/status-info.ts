import { bcdDigits, decodeBcd } from './bcd.ts';
import { decodeBmps } from './bmp.ts';
import type { Bmp } from './bmp.ts';
import { decodeText } from './charset.ts';
import type { ZvtCharset } from './charset.ts';
import { maskCardNumbers, maskPan } from './mask.ts';
import { decodeTlv, findTlv } from './tlv.ts';
import type { Tlv } from './tlv.ts';
import { unknownObjects } from './unknown-objects.ts';
import type { UnknownObject } from './unknown-objects.ts';

/**
 * The transaction result `04 0F` (PA00P015 §3.1). Absent fields are null or ''. Card data other
 * than the masked number is never taken over: tracks, CVV, PIN data and expiry stay behind.
 */
export interface StatusInfo {
  /** BMP 27; null when absent: then only the completion tells. */
  readonly resultCode: number | null;
  /** BMP A0: what the host said, in its own code. It informs; BMP 27 decides. */
  readonly hostCode: number | null;
  readonly amountMinor: number | null;
  /** Three digits. */
  readonly currencyNumeric: string | null;
  /** BMP 87, four digits; '' when absent or FFFF. */
  readonly receiptNo: string;
  /** BMP 0B, or TLV 1F2B where the number has outgrown it. */
  readonly trace: string;
  readonly originalTrace: string;
  readonly turnoverNo: string;
  readonly terminalId: string;
  readonly merchantId: string;
  readonly authCode: string;
  readonly maskedPan: string;
  readonly cardName: string;
  /** ZVT card type in decimal, from BMP 8A or TLV 41. */
  readonly cardType: string;
  /** MMDD. */
  readonly date: string;
  /** HHMMSS. */
  readonly time: string;
  /** YYYYMMDD where the terminal sent the year (TLV 1F0E). */
  readonly fullDate: string;
  readonly text: string;
  /** TLV 1F10, how the card holder was verified: '00' none, '01' signature, '02' online PIN. */
  readonly verification: string;
  /** TLV 1F12: '00' stripe, '01' chip, '02' contactless. */
  readonly technology: string;
  /** TLV 1F2D: '00' stripe, '01' chip, '02' bar code or QR. */
  readonly dataSource: string;
  /** TLV 45: who gets a copy, merchant's digit then customer's: 0 nobody, 1 if approved, 2 always. */
  readonly receiptRule: string;
  /** TLV 1F1F, the terminal's number for settling doubts (PA00P015 §2.2). Kept, never sent. */
  readonly syncNo: string;
  /** Objects of the container this register has no use for; see `unknownObjects`. */
  readonly unknown: readonly UnknownObject[];
  /** BMP 60, end of day only. */
  readonly totals: BatchTotals | null;
  /** False when an unknown field hid what came behind it. */
  readonly complete: boolean;
}

/** Totals of an end of day per card brand, in the fixed order of PA00P015 §2.16. */
export interface BatchTotals {
  readonly receiptFrom: string;
  readonly receiptTo: string;
  readonly brands: readonly BrandTotal[];
}

export interface BrandTotal {
  readonly brand: (typeof BRANDS)[number];
  readonly count: number;
  readonly totalMinor: number;
}

const BRANDS = ['girocard', 'jcb', 'mastercard', 'amex', 'visa', 'diners', 'other'] as const;

/** Receipt from and to, then a count byte and six BCD bytes per brand. */
const TOTALS_BYTES = 4 + BRANDS.length * 7;

/** Reads BMP 60; null when it does not have the one length that is defined. */
export function decodeBatchTotals(value: Uint8Array): BatchTotals | null {
  if (value.length !== TOTALS_BYTES) return null;
  const brands: BrandTotal[] = [];
  for (const [index, brand] of BRANDS.entries()) {
    const at = 4 + index * 7;
    const totalMinor = decodeBcd(value.slice(at + 1, at + 7));
    if (totalMinor === null) return null;
    brands.push({ brand, count: value[at] ?? 0, totalMinor });
  }
  return {
    receiptFrom: bcdDigits(value.slice(0, 2)),
    receiptTo: bcdDigits(value.slice(2, 4)),
    brands,
  };
}

interface Fields {
  digits(id: number): string;
  byte(id: number): number | null;
  text(id: number): string;
  raw(id: number): Uint8Array | null;
}

function readerOf(fields: readonly Bmp[], charset: ZvtCharset): Fields {
  const raw = (id: number): Uint8Array | null =>
    fields.find((field) => field.id === id)?.value ?? null;
  return {
    raw,
    digits: (id) => {
      const value = raw(id);
      return value === null ? '' : bcdDigits(value);
    },
    byte: (id) => raw(id)?.[0] ?? null,
    text: (id) => {
      const value = raw(id);
      return value === null ? '' : maskCardNumbers(decodeText(value, charset)).trim();
    },
  };
}

function tlvDigits(objects: readonly Tlv[], tag: number): string {
  const found = findTlv(objects, tag);
  return found === undefined ? '' : bcdDigits(found.value);
}

/** Reads the data of a `04 0F`. Total: any bytes give a status, at worst an incomplete one. */
export function decodeStatusInfo(data: Uint8Array, charset: ZvtCharset = 'cp437'): StatusInfo {
  const { fields, rest } = decodeBmps(data);
  const bmp = readerOf(fields, charset);
  const container = bmp.raw(0x06);
  const tlvs = container === null ? [] : decodeTlv(container).objects;
  const amount = bmp.raw(0x04);
  const receipt = bmp.digits(0x87);
  const totals = bmp.raw(0x60);
  return {
    resultCode: bmp.byte(0x27),
    hostCode: bmp.byte(0xa0),
    amountMinor: amount === null ? null : decodeBcd(amount),
    currencyNumeric: currencyOf(bmp.digits(0x49)),
    receiptNo: receipt === 'FFFF' ? '' : receipt,
    trace: traceOf(bmp.digits(0x0b), tlvDigits(tlvs, 0x1f2b)),
    originalTrace: bmp.digits(0x37),
    turnoverNo: bmp.digits(0x88),
    terminalId: bmp.digits(0x29),
    merchantId: bmp.text(0x2a),
    authCode: bmp.text(0x3b),
    maskedPan: maskPan(bmp.digits(0x22)),
    cardName: bmp.text(0x8b),
    cardType: cardTypeOf(bmp.byte(0x8a), findTlv(tlvs, 0x41)?.value),
    date: bmp.digits(0x0d),
    time: bmp.digits(0x0c),
    fullDate: tlvDigits(tlvs, 0x1f0e),
    text: bmp.text(0x3c) || tlvText(tlvs, charset),
    verification: tlvDigits(tlvs, 0x1f10),
    technology: tlvDigits(tlvs, 0x1f12),
    dataSource: tlvDigits(tlvs, 0x1f2d),
    receiptRule: tlvDigits(tlvs, 0x45),
    syncNo: tlvDigits(tlvs, 0x1f1f),
    unknown: unknownObjects(tlvs, rest),
    totals: totals === null ? null : decodeBatchTotals(totals),
    complete: rest.length === 0,
  };
}

function currencyOf(digits: string): string | null {
  return /^\d{4}$/.test(digits) ? digits.slice(1) : null;
}

function traceOf(short: string, long: string): string {
  return /[1-9]/.test(short) || long === '' ? short : long;
}

/** BMP 8A; FF says the type does not fit one byte and stands in TLV 41. */
function cardTypeOf(short: number | null, long: Uint8Array | undefined): string {
  if (long !== undefined && (short === null || short === 0xff)) {
    return String(long.reduce((value, byte) => value * 256 + byte, 0));
  }
  return short === null ? '' : String(short);
}

/** The display lines of TLV 24, as the terminal would show them. */
export function tlvText(objects: readonly Tlv[], charset: ZvtCharset): string {
  const display = findTlv(objects, 0x24);
  if (display === undefined) return '';
  return display.children
    .filter((child) => child.tag === 0x07)
    .map((child) => maskCardNumbers(decodeText(child.value, charset)).trim())
    .filter((line) => line !== '')
    .join(' ');
}

/**
 * True when this status by itself says the transaction was approved: BMP 27 alone tells. Terminals
 * put a host code of their own beside it (BMP A0, seen as 01 next to an approval), and what was
 * acknowledged with 27 = 00 the terminal keeps (PA00P015 §2.2), whatever the code says.
 */
export function isApprovedStatus(status: StatusInfo): boolean {
  return (status.resultCode ?? 0) === 0;
}
