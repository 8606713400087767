import { decodeApdu } from './apdu.ts';
import type { Apdu } from './apdu.ts';
import { bcdDigits, decodeBcd } from './bcd.ts';
import { decodeBmps } from './bmp.ts';
import { charsetOfCode, decodeText } from './charset.ts';
import type { ZvtCharset } from './charset.ts';
import { CONTROL } from './controls.ts';
import { decodeGraphicMenu } from './graphic-menu.ts';
import type { GraphicMenu } from './graphic-menu.ts';
import { maskCardNumbers } from './mask.ts';
import { decodePrintBlock, decodePrintLine } from './print-text.ts';
import type { PrintText } from './print-text.ts';
import { decodeStatusInfo, tlvText } from './status-info.ts';
import type { StatusInfo } from './status-info.ts';
import { decodeTlv, findTlv, readTlvLength } from './tlv.ts';
import type { Tlv } from './tlv.ts';

/** What a terminal says, decoded. `raw` APDUs never leave the protocol layer. */
export type ZvtMessage =
  | { readonly kind: 'positive' }
  /** 84 xx: refused with this result code. */
  | { readonly kind: 'negative'; readonly code: number }
  | { readonly kind: 'status'; readonly status: StatusInfo }
  | {
      readonly kind: 'intermediate';
      readonly code: number;
      /** New T4 in minutes, when the terminal needs longer. */
      readonly timeoutMinutes: number | null;
      readonly text: string;
    }
  | { readonly kind: 'completion'; readonly completion: Completion }
  | {
      readonly kind: 'abort';
      readonly code: number;
      readonly receiptNo: string;
      /** Every receipt number named: of open pre-authorisations (BMP 87, TLV 23 with 08). */
      readonly receiptNos: readonly string[];
      readonly text: string;
    }
  | { readonly kind: 'print'; readonly print: PrintText; readonly block: boolean }
  /** 06 D0; null when there is no whole question in it. */
  | { readonly kind: 'menu'; readonly menu: GraphicMenu | null }
  /** 04 01: the host's clock, YYMMDD and HHMMSS; '' where a part is missing. */
  | { readonly kind: 'dateTime'; readonly date: string; readonly time: string }
  /** A command this register does not know: answered 84 83 00. */
  | { readonly kind: 'unknown'; readonly control: number }
  /** The length field lies: answered 84 9A 00. */
  | { readonly kind: 'malformed' };

/** 06 0F at the end of a sequence (PA00P015 §3.3). */
export interface Completion {
  readonly resultCode: number | null;
  /** Status byte of a registration: 01 initialisation, 02 diagnosis, 04 OPT action needed. */
  readonly statusByte: number | null;
  readonly terminalId: string;
  readonly currencyNumeric: string | null;
  /** The character set the terminal agreed to, when it echoed one. */
  readonly charset: ZvtCharset | null;
  /** The undecoded data: a status enquiry's completion has another layout. */
  readonly data: Uint8Array;
}

/** Reads any bytes as a message. Total: never throws, at worst 'malformed'. */
export function decodeMessage(bytes: Uint8Array, charset: ZvtCharset = 'cp437'): ZvtMessage {
  const apdu = decodeApdu(bytes);
  if (!apdu.ok) return { kind: 'malformed' };
  return decodeKnown(apdu.value, charset);
}

function decodeKnown({ control, data }: Apdu, charset: ZvtCharset): ZvtMessage {
  // 84 00 is positive too (PA00P015 §1).
  if (control >> 8 === 0x80 || control === 0x8400) return { kind: 'positive' };
  if (control >> 8 === 0x84) return { kind: 'negative', code: control & 0xff };
  switch (control) {
    case CONTROL.status:
      return { kind: 'status', status: decodeStatusInfo(data, charset) };
    case CONTROL.intermediate:
      return decodeIntermediate(data, charset);
    case CONTROL.completion:
      return { kind: 'completion', completion: decodeCompletion(data) };
    case CONTROL.abortFromTerminal:
      return decodeAbort(data, charset);
    case CONTROL.printLine:
      return { kind: 'print', print: decodePrintLine(data, charset), block: false };
    case CONTROL.printBlock:
      return { kind: 'print', print: decodePrintBlock(data, charset), block: true };
    case CONTROL.graphicMenu:
      return { kind: 'menu', menu: decodeGraphicMenu(data, charset) };
    case CONTROL.setDateTime:
      return decodeDateTime(data);
    default:
      return { kind: 'unknown', control };
  }
}

function containerOf(data: Uint8Array, from: number): readonly Tlv[] {
  const field = decodeBmps(data, from).fields.find((entry) => entry.id === 0x06);
  return field === undefined ? [] : decodeTlv(field.value).objects;
}

/** 04 FF: code, an optional new T4 in minutes (BCD), an optional container with display text. */
function decodeIntermediate(data: Uint8Array, charset: ZvtCharset): ZvtMessage {
  const minutes = data[1];
  // 06 is both "six minutes" and the start of a container; it is one when it fits to the end.
  const size = minutes === 0x06 ? readTlvLength(data, 2) : null;
  const isContainer = size !== null && size.next + size.length === data.length;
  const hasMinutes = minutes !== undefined && !isContainer;
  const tlvs = containerOf(data, hasMinutes ? 2 : 1);
  return {
    kind: 'intermediate',
    code: data[0] ?? 0xff,
    timeoutMinutes: hasMinutes ? decodeBcd(Uint8Array.of(minutes)) : null,
    text: tlvText(tlvs, charset),
  };
}

function decodeCompletion(data: Uint8Array): Completion {
  const { fields } = decodeBmps(data);
  const value = (id: number) => fields.find((field) => field.id === id)?.value;
  const currency = bcdDigits(value(0x49) ?? new Uint8Array());
  const container = value(0x06);
  const tlvs = container === undefined ? [] : decodeTlv(container).objects;
  const code = findTlv(tlvs, 0x14)?.value[0];
  return {
    resultCode: value(0x27)?.[0] ?? null,
    statusByte: value(0x19)?.[0] ?? null,
    terminalId: bcdDigits(value(0x29) ?? new Uint8Array()),
    currencyNumeric: /^\d{4}$/.test(currency) ? currency.slice(1) : null,
    charset: code === undefined ? null : charsetOfCode(code),
    data,
  };
}

function decodeDateTime(data: Uint8Array): ZvtMessage {
  const { fields } = decodeBmps(data);
  const digits = (id: number): string =>
    bcdDigits(fields.find((field) => field.id === id)?.value ?? new Uint8Array());
  return { kind: 'dateTime', date: digits(0xaa), time: digits(0x0c) };
}

/** 06 1E: the first byte is the bare result code, fields follow (PA00P015 §3.4). */
function decodeAbort(data: Uint8Array, charset: ZvtCharset): ZvtMessage {
  const { fields } = decodeBmps(data, 1);
  const receipt = fields.find((field) => field.id === 0x87)?.value;
  const tlvs = containerOf(data, 1);
  const own = findTlv(tlvs, 0x1f17);
  const receiptNo = receipt === undefined ? '' : bcdDigits(receipt);
  const listed = findTlv(tlvs, 0x23)?.children.filter((child) => child.tag === 0x08) ?? [];
  const all = [receiptNo, ...listed.map((child) => bcdDigits(child.value))];
  return {
    kind: 'abort',
    code: data[0] ?? 0xff,
    receiptNo,
    receiptNos: [...new Set(all)].filter((number) => /^\d{4}$/.test(number)),
    text: own === undefined ? '' : maskCardNumbers(decodeText(own.value, charset)).trim(),
  };
}

/** What a terminal tells of itself (05 01). */
export interface TerminalStatus {
  readonly version: string;
  readonly statusCode: number;
  /** TLV 1F44, eight digits; '' when it sent none. */
  readonly terminalId: string;
  /** TLV E4: model and serial number; '' when it sent none. */
  readonly model: string;
  readonly serialNo: string;
}

/**
 * The completion of a status enquiry 05 01: software version (LLLVAR) and status code carry no
 * field ids (PA00P015 §2.55). Null when there is no status code.
 */
export function decodeTerminalStatus(data: Uint8Array): TerminalStatus | null {
  let at = 0;
  let version = '';
  if (data.length > 3 && data.slice(0, 3).every((byte) => byte >= 0xf0 && byte <= 0xf9)) {
    const [hundreds = 0, tens = 0, ones = 0] = data;
    const length = (hundreds & 15) * 100 + (tens & 15) * 10 + (ones & 15);
    version = decodeText(data.slice(3, 3 + length), 'cp437').trim();
    at = 3 + length;
  }
  const statusCode = data[at];
  if (statusCode === undefined) return null;
  const tlvs = containerOf(data, at + 1);
  const text = (tag: number): string =>
    decodeText(findTlv(tlvs, tag)?.value ?? new Uint8Array(), 'cp437').trim();
  return {
    version,
    statusCode,
    terminalId: bcdDigits(findTlv(tlvs, 0x1f44)?.value ?? new Uint8Array()),
    model: text(0x1f40),
    serialNo: text(0x1f42),
  };
}
