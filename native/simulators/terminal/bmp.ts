/** How long a field is: a fixed number of bytes, LLVAR, LLLVAR or a TLV container. */
type Shape = number | 'll' | 'lll' | 'tlv';

/** The bitmaps a register may send (ZVT PA00P015 rev 13.08, bitmap table). */
const SHAPES: ReadonlyMap<number, Shape> = new Map<number, Shape>([
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
  [0x87, 2],
  [0x8a, 1],
  [0x8b, 'll'],
  [0x8c, 1],
  [0xa7, 'll'],
  [0xaa, 3],
  [0xd2, 1],
  [0xd3, 1],
  [0xf0, 1],
  [0xf1, 'll'],
  [0xf2, 'll'],
  [0xf3, 'll'],
  [0xf4, 'll'],
  [0xf5, 'll'],
  [0xf6, 'll'],
  [0xf7, 'll'],
  [0xf8, 'll'],
  [0xf9, 1],
  [0xfa, 1],
  [0xfb, 1],
  [0xfc, 1],
  [0xfd, 1],
]);

/** Fields of one message by bitmap number; of a repeated one the last counts. */
export type Fields = ReadonlyMap<number, Uint8Array>;

export type FieldsResult =
  | { readonly ok: true; readonly fields: Fields }
  /** An unknown bitmap has no length, so nothing after it can be read. */
  | { readonly ok: false; readonly reason: 'unknownBitmap' | 'truncated' };

/** Reads bitmap fields from `offset` on. Never throws, whatever the bytes. */
export function decodeFields(data: Uint8Array, offset = 0): FieldsResult {
  const fields = new Map<number, Uint8Array>();
  let at = offset;
  while (at < data.length) {
    const bitmap = data[at] ?? 0;
    const shape = SHAPES.get(bitmap);
    if (shape === undefined) return { ok: false, reason: 'unknownBitmap' };
    const length = fieldLength(data, at + 1, shape);
    if (length === undefined || length.start + length.bytes > data.length) {
      return { ok: false, reason: 'truncated' };
    }
    fields.set(bitmap, data.slice(length.start, length.start + length.bytes));
    at = length.start + length.bytes;
  }
  return { ok: true, fields };
}

function fieldLength(
  data: Uint8Array,
  at: number,
  shape: Shape,
): { start: number; bytes: number } | undefined {
  if (typeof shape === 'number') return { start: at, bytes: shape };
  if (shape === 'tlv') return berLength(data, at);
  const digits = shape === 'll' ? 2 : 3;
  if (at + digits > data.length) return undefined;
  let bytes = 0;
  for (let index = 0; index < digits; index += 1) {
    const digit = (data[at + index] ?? 0) & 0x0f;
    if (digit > 9) return undefined;
    bytes = bytes * 10 + digit;
  }
  return { start: at + digits, bytes };
}

/**
 * Reads a TLV length (PA00P015, chapter TLV): 00-7F short, 81 xx, 82 high low.
 * Undefined for the invalid 80 and for anything longer.
 */
export function berLength(
  data: Uint8Array,
  at: number,
): { start: number; bytes: number } | undefined {
  const first = data[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { start: at + 1, bytes: first };
  const second = data[at + 1];
  if (second === undefined) return undefined;
  if (first === 0x81) return { start: at + 2, bytes: second };
  const third = data[at + 2];
  if (first === 0x82 && third !== undefined) return { start: at + 3, bytes: second * 256 + third };
  return undefined;
}
