import { concat } from './hex.ts';

/** One object of a TLV container (ZVT PA00P015 §9, BER coding). */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  /** Objects inside, when the tag says there are (bit 6 of its first byte). */
  readonly children: readonly Tlv[];
}

export interface TlvList {
  readonly objects: readonly Tlv[];
  /** False when the end did not fit a whole object: what was read before is kept. */
  readonly complete: boolean;
}

const MAX_DEPTH = 8;

/** Reads a BER length: 00-7F, 81 xx, 82 hi lo (high byte first, unlike the APDU's). */
export function readTlvLength(
  bytes: Uint8Array,
  at: number,
): { readonly length: number; readonly next: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if (first < 0x80) return { length: first, next: at + 1 };
  const second = bytes[at + 1];
  if (first === 0x81 && second !== undefined) return { length: second, next: at + 2 };
  const third = bytes[at + 2];
  if (first === 0x82 && second !== undefined && third !== undefined) {
    return { length: (second << 8) | third, next: at + 3 };
  }
  return null;
}

function readTag(bytes: Uint8Array, at: number): { tag: number; next: number } | null {
  const first = bytes[at];
  if (first === undefined) return null;
  if ((first & 0x1f) !== 0x1f) return { tag: first, next: at + 1 };
  const second = bytes[at + 1];
  // Tags of three bytes and more do not occur in ZVT; reading on would only guess.
  if (second === undefined || second >= 0x80) return null;
  return { tag: (first << 8) | second, next: at + 2 };
}

/** Reads all objects. Total: any bytes give a list, at worst an incomplete one. */
export function decodeTlv(bytes: Uint8Array, depth = 0): TlvList {
  const objects: Tlv[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = readTag(bytes, at);
    const size = tag === null ? null : readTlvLength(bytes, tag.next);
    if (tag === null || size === null || size.next + size.length > bytes.length) {
      return { objects, complete: false };
    }
    const value = bytes.slice(size.next, size.next + size.length);
    const first = bytes[at] ?? 0;
    const children =
      (first & 0x20) !== 0 && depth < MAX_DEPTH ? decodeTlv(value, depth + 1).objects : [];
    objects.push({ tag: tag.tag, value, children });
    at = size.next + size.length;
  }
  return { objects, complete: true };
}

/** The first object with this tag, at any depth, outer ones first. */
export function findTlv(objects: readonly Tlv[], tag: number): Tlv | undefined {
  for (const object of objects) if (object.tag === tag) return object;
  for (const object of objects) {
    const inside = findTlv(object.children, tag);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** A BER length as bytes. */
export function encodeTlvLength(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}

/** One object as bytes. */
export function encodeTlv(tag: number, value: Uint8Array | readonly number[]): Uint8Array {
  const tagBytes = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag];
  return concat(tagBytes, encodeTlvLength(value.length), value);
}

/** BMP 06: the container with its objects. */
export function encodeTlvContainer(...objects: readonly Uint8Array[]): Uint8Array {
  const inside = concat(...objects);
  return concat([0x06], encodeTlvLength(inside.length), inside);
}
