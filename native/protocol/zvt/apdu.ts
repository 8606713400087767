import { err, ok } from '../../../core/result.ts';
import type { Result } from '../../../core/result.ts';
import { concat } from './hex.ts';

/** One ZVT message: two control bytes as one number (06 01 → 0x0601) and its data. */
export interface Apdu {
  readonly control: number;
  readonly data: Uint8Array;
}

export type ApduFault = 'tooShort' | 'lengthMismatch';

const MAX_DATA_BYTES = 0xffff;

interface Header {
  readonly headerBytes: number;
  readonly dataBytes: number;
}

/** Reads the length field; null when more bytes are needed. FF means two more, low byte first. */
function readHeader(bytes: Uint8Array): Header | null {
  const [, , length, low, high] = bytes;
  if (length === undefined) return null;
  if (length !== 0xff) return { headerBytes: 3, dataBytes: length };
  if (low === undefined || high === undefined) return null;
  return { headerBytes: 5, dataBytes: low | (high << 8) };
}

/** Reads one whole APDU (ZVT PA00P015 §1). The length field must fit the bytes exactly. */
export function decodeApdu(bytes: Uint8Array): Result<Apdu, ApduFault> {
  const header = readHeader(bytes);
  if (header === null) return err('tooShort');
  if (bytes.length !== header.headerBytes + header.dataBytes) return err('lengthMismatch');
  const control = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  return ok({ control, data: bytes.slice(header.headerBytes) });
}

/** Writes an APDU, with the extended length from 255 data bytes on. */
export function encodeApdu(control: number, data: Uint8Array | readonly number[] = []): Uint8Array {
  const length = Math.min(data.length, MAX_DATA_BYTES);
  const size = length < 0xff ? [length] : [0xff, length & 0xff, length >> 8];
  return concat([control >> 8, control & 0xff, ...size], data.slice(0, length));
}

/**
 * Cuts a TCP stream into APDUs: there is no framing but the APDU's own length (PA00P016 §3).
 * `rest` is what the next call starts with and can never exceed one APDU.
 */
export function splitApdus(
  rest: Uint8Array,
  chunk: Uint8Array,
): { readonly apdus: readonly Uint8Array[]; readonly rest: Uint8Array } {
  const apdus: Uint8Array[] = [];
  let open = concat(rest, chunk);
  for (;;) {
    const header = readHeader(open);
    if (header === null) break;
    const end = header.headerBytes + header.dataBytes;
    if (open.length < end) break;
    apdus.push(open.slice(0, end));
    open = open.slice(end);
  }
  return { apdus, rest: open };
}
