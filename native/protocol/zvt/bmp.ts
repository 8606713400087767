import { concat } from './hex.ts';
import { readTlvLength } from './tlv.ts';

/** How a bitmap's length is told: fixed bytes, two or three Fx digits, or a TLV container. */
type BmpFormat = number | 'll' | 'lll' | 'tlv';

/** Lengths of the ZVT bitmaps (PA00P015 §8); without them the fields behind cannot be found. */
const FORMATS: ReadonlyMap<number, BmpFormat> = new Map<number, BmpFormat>([
  [0x01, 1],
  [0x02, 1],
  [0x03, 1],
  [0x04, 6],
  [0x05, 1],
  [0x06, 'tlv'],
  [0x0b, 3],
  [0x0c, 3],
  [0x0d, 2],
  [0x0e, 2],
  [0x17, 2],
  [0x19, 1],
  [0x22, 'll'],
  [0x23, 'll'],
  [0x24, 'lll'],
  [0x27, 1],
  [0x29, 4],
  [0x2a, 15],
  [0x2d, 'll'],
  [0x2e, 'lll'],
  [0x37, 3],
  [0x3a, 2],
  [0x3b, 8],
  [0x3c, 'lll'],
  [0x3d, 3],
  [0x49, 2],
  [0x4c, 'll'],
  [0x60, 'lll'],
  [0x70, 4],
  [0x71, 4],
  [0x72, 1],
  [0x73, 1],
  [0x74, 1],
  [0x75, 1],
  [0x87, 2],
  [0x88, 3],
  [0x8a, 1],
  [0x8b, 'll'],
  [0x8c, 1],
  [0x92, 'lll'],
  [0x9a, 'lll'],
  [0xa0, 1],
  [0xa7, 'll'],
  [0xaa, 3],
  [0xaf, 'lll'],
  [0xba, 5],
  [0xd0, 1],
  [0xd1, 'll'],
  [0xd2, 1],
  [0xd3, 1],
  [0xe0, 1],
  [0xe9, 1],
  [0xea, 1],
  [0xeb, 8],
  [0xf0, 1],
  [0xf9, 1],
  [0xfa, 1],
  [0xfb, 1],
  [0xfc, 1],
  [0xfd, 1],
  ...range(0xe1, 0xe8),
  ...range(0xf1, 0xf8),
]);

function range(first: number, last: number): [number, BmpFormat][] {
  return Array.from({ length: last - first + 1 }, (_, at) => [first + at, 'll']);
}

export interface Bmp {
  readonly id: number;
  readonly value: Uint8Array;
  /** Where the value starts and ends in the data it was read from. */
  readonly start: number;
  readonly end: number;
}

export interface BmpList {
  readonly fields: readonly Bmp[];
  /** What could not be read: from an unknown bitmap on nothing has a known length. */
  readonly rest: Uint8Array;
}

/** Reads the length digits of LLVAR / LLLVAR: only the low nibbles count. */
function readVarLength(data: Uint8Array, at: number, digits: number): number | null {
  let length = 0;
  for (let digit = 0; digit < digits; digit += 1) {
    const byte = data[at + digit];
    if (byte === undefined || (byte & 0x0f) > 9) return null;
    length = length * 10 + (byte & 0x0f);
  }
  return length;
}

function locate(data: Uint8Array, at: number): { start: number; end: number } | null {
  const format = FORMATS.get(data[at] ?? -1);
  if (format === undefined) return null;
  let start = at + 1;
  let length: number | null;
  if (format === 'tlv') {
    const size = readTlvLength(data, start);
    length = size?.length ?? null;
    start = size?.next ?? start;
  } else if (typeof format === 'number') {
    length = format;
  } else {
    const digits = format === 'll' ? 2 : 3;
    length = readVarLength(data, start, digits);
    start += digits;
  }
  if (length === null || start + length > data.length) return null;
  return { start, end: start + length };
}

/** Reads the fields in any order. Total: stops at the first thing it cannot read and keeps it. */
export function decodeBmps(data: Uint8Array, from = 0): BmpList {
  const fields: Bmp[] = [];
  let at = from;
  while (at < data.length) {
    const found = locate(data, at);
    if (found === null) break;
    const value = data.slice(found.start, found.end);
    fields.push({ id: data[at] ?? 0, value, start: found.start, end: found.end });
    at = found.end;
  }
  return { fields, rest: data.slice(at) };
}

/** A field with two (LLVAR) or three (LLLVAR) length digits as bytes. */
export function encodeVarBmp(id: number, lengthDigits: 2 | 3, value: Uint8Array): Uint8Array {
  const digits = String(value.length).padStart(lengthDigits, '0');
  if (digits.length > lengthDigits) throw new RangeError(`field ${id} is too long`);
  return concat(
    [id],
    Array.from(digits, (digit) => 0xf0 | Number(digit)),
    value,
  );
}

/** A field of fixed length as bytes. */
export function encodeBmp(id: number, value: Uint8Array | readonly number[]): Uint8Array {
  return concat([id], value);
}
