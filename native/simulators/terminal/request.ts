import { decodeFields, type Fields } from './bmp.ts';
import type { TerminalContext } from './context.ts';
import { hex, readBcd } from './fields.ts';
import { decodeTlv, tlvValues } from './tlv.ts';

/** A command's fields, or the code it is refused with before anything begins. */
export type ReadFields =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly code: number };

/** Reads fields; an unknown bitmap is 83, cut data or a broken container 9A (ZVT PA00P015, error codes). */
export function readFields(data: Uint8Array, offset = 0): ReadFields {
  const result = decodeFields(data, offset);
  const container = result.ok ? result.fields.get(0x06) : undefined;
  if (container !== undefined && decodeTlv(container) === undefined) {
    return { ok: false, code: 0x9a };
  }
  if (result.ok) return result;
  return { ok: false, code: result.reason === 'unknownBitmap' ? 0x83 : 0x9a };
}

/**
 * Reads fields after the password. PA00P015 names no code for a wrong password; terminals differ.
 * This one says 83, "function not possible".
 */
export function readWithPassword(context: TerminalContext, data: Uint8Array): ReadFields {
  if (data.length < 3) return { ok: false, code: 0x9a };
  if (hex(data.slice(0, 3)) !== context.passwordHex) return { ok: false, code: 0x83 };
  return readFields(data, 3);
}

/** Amount in minor units (BMP 04); undefined when absent or not decimal. */
export function amountOf(fields: Fields): number | undefined {
  const bytes = fields.get(0x04);
  return bytes === undefined ? undefined : readBcd(bytes);
}

/**
 * Why a payment or refund is refused at once, if it is: 6F wrong currency, C8 nothing to pay,
 * C3 too much, 9A no amount. No currency means the one of the registration, else euro (PA00P015).
 */
export function refusalOf(context: TerminalContext, fields: Fields): number | undefined {
  const wanted = fields.get(0x49);
  const currency =
    wanted === undefined ? (context.registration.currency ?? '978') : hex(wanted).slice(1);
  const amountMinor = amountOf(fields);
  if (amountMinor === undefined) return 0x9a;
  if (currency !== context.identity.currency) return 0x6f;
  if (amountMinor === 0) return 0xc8;
  if (amountMinor > context.maxAmountMinor) return 0xc3;
  return undefined;
}

/** Receipt number (BMP 87); undefined when absent or not decimal. */
export function receiptNoOf(fields: Fields): number | undefined {
  const bytes = fields.get(0x87);
  return bytes === undefined ? undefined : readBcd(bytes);
}

/** The first value of a tag in the command's container (BMP 06). */
export function tagOf(fields: Fields, tag: number): Uint8Array | undefined {
  const container = fields.get(0x06);
  return container === undefined ? undefined : tlvValues(container, tag)[0];
}

/**
 * The card type the register asks for: BMP 8A, and tag 41 where that says FF (PA00P015, card
 * types). Undefined: any. Tag 41 alone counts too.
 */
export function preselectedType(fields: Fields): number | undefined {
  const short = fields.get(0x8a)?.[0];
  const long = tagOf(fields, 0x41);
  if (long === undefined || (short !== undefined && short !== 0xff)) return short;
  return long.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** True when the register has named a currency, now or at registration: then it gets one back. */
export function namesCurrency(context: TerminalContext, fields: Fields): boolean {
  return fields.has(0x49) || context.registration.currency !== undefined;
}
