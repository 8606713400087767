import { decodeFields } from './bmp.ts';
import { hex } from './fields.ts';
import { decodeTlv, tlvValues } from './tlv.ts';

/** Parts of ISO 8859 there are; the twelfth was never finished. */
const ISO_8859_PARTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15];

/** Character sets of tag 14 that this terminal can write (PA00P015). FF is the default. */
const ENCODINGS: ReadonlyMap<number, string> = new Map([
  [0x00, 'ascii'],
  ...ISO_8859_PARTS.map((part): [number, string] => [part, `iso-8859-${part}`]),
  [0xfe, 'utf8'],
  [0xff, 'cp437'],
]);

/** What the register agreed with the terminal by 06 00 (ZVT PA00P015, chapter Registration). */
export interface Registration {
  /** The register prints payment receipts. */
  readonly printsPayments: boolean;
  /** The register prints all other receipts. */
  readonly printsAdministration: boolean;
  /** The register wants 04 FF. */
  readonly wantsIntermediate: boolean;
  /** The terminal sends finished lines; else the register composes receipts from 04 0F. */
  readonly readyMadeLines: boolean;
  /** 3 digits; undefined when the register has sent none. */
  readonly currency: string | undefined;
  /** The register has sent a TLV container, so it may get some. */
  readonly tlv: boolean;
  /** The register has listed 06 D3. */
  readonly textBlocks: boolean;
  /** The register has listed 06 D0: its cashier can check a signature on the screen. */
  readonly checksSignature: boolean;
  /** The register takes the date from the terminal, 04 01: it lists it, or lists nothing. */
  readonly takesDate: boolean;
  /** First byte of tag 1F04, what to print; undefined leaves it to the terminal. */
  readonly receiptParameter: number | undefined;
  /** iconv name of the character set in force. */
  readonly encoding: string;
  /** Tag 14 value to echo, when the register asked for a set this terminal has. */
  readonly charsetTag: number | undefined;
}

/** Without registration and after log-off: config byte 86, no 04 FF, no TLV (PA00P015 2.3). */
export const unregistered: Registration = {
  ...configOf(0x86),
  currency: undefined,
  tlv: false,
  textBlocks: false,
  checksSignature: false,
  takesDate: true,
  receiptParameter: undefined,
  encoding: 'cp437',
  charsetTag: undefined,
};

export type RegistrationResult =
  | { readonly ok: true; readonly registration: Registration; readonly passwordHex: string }
  | { readonly ok: false; readonly code: number };

/** Reads 06 00: password, config byte, then currency, service byte and TLV at choice. */
export function parseRegistration(data: Uint8Array): RegistrationResult {
  const config = data[3];
  if (config === undefined) return { ok: false, code: 0x9a };
  const hasCurrency = data.length > 4;
  if (data.length === 5) return { ok: false, code: 0x9a };
  const fields = decodeFields(data, hasCurrency ? 6 : 4);
  if (!fields.ok) return { ok: false, code: fields.reason === 'unknownBitmap' ? 0x83 : 0x9a };
  const container = fields.fields.get(0x06);
  if (container !== undefined && decodeTlv(container) === undefined) {
    return { ok: false, code: 0x9a };
  }
  const charset = container === undefined ? undefined : charsetOf(container);
  const listed = container === undefined ? undefined : listedCommands(container);
  return {
    ok: true,
    passwordHex: hex(data.slice(0, 3)),
    registration: {
      ...configOf(config),
      currency: hasCurrency ? hex(data.slice(4, 6)).slice(1) : undefined,
      tlv: container !== undefined,
      textBlocks: listed?.has('06d3') ?? false,
      checksSignature: listed?.has('06d0') ?? false,
      takesDate: listed?.has('0401') ?? true,
      receiptParameter: container === undefined ? undefined : tlvValues(container, 0x1f04)[0]?.[0],
      encoding: (charset === undefined ? undefined : ENCODINGS.get(charset)) ?? 'cp437',
      charsetTag: charset,
    },
  };
}

function configOf(config: number) {
  return {
    printsPayments: (config & 0x02) !== 0,
    printsAdministration: (config & 0x04) !== 0,
    wantsIntermediate: (config & 0x08) !== 0,
    readyMadeLines: (config & 0x80) !== 0,
  };
}

/** Commands the register permits the terminal (tag 26); undefined when it says nothing. */
function listedCommands(container: Uint8Array): ReadonlySet<string> | undefined {
  const lists = tlvValues(container, 0x26);
  if (lists.length === 0) return undefined;
  return new Set(lists.flatMap((list) => tlvValues(list, 0x0a)).map((command) => hex(command)));
}

function charsetOf(container: Uint8Array): number | undefined {
  const [wanted] = tlvValues(container, 0x27).flatMap((list) => tlvValues(list, 0x14));
  const value = wanted?.[0];
  return value !== undefined && ENCODINGS.has(value) ? value : undefined;
}
