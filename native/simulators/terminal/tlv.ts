import { berLength } from './bmp.ts';

/** One TLV object as the terminal writes it. */
export interface TlvObject {
  readonly tag: number;
  readonly value: ArrayLike<number>;
}

/** Shorthand for a TLV object. */
export function tlv(tag: number, value: ArrayLike<number>): TlvObject {
  return { tag, value };
}

/** Writes TLV objects one after another; lengths above 127 as 81 xx or 82 high low. */
export function encodeTlv(objects: readonly TlvObject[]): number[] {
  return objects.flatMap(({ tag, value }) => [
    ...(tag > 0xff ? [tag >>> 8, tag & 0xff] : [tag]),
    ...encodeBerLength(value.length),
    ...Array.from(value),
  ]);
}

/** A container as bitmap 06: the bitmap, the length, the objects. */
export function tlvContainer(objects: readonly TlvObject[]): number[] {
  const content = encodeTlv(objects);
  return [0x06, ...encodeBerLength(content.length), ...content];
}

function encodeBerLength(length: number): number[] {
  if (length < 0x80) return [length];
  if (length <= 0xff) return [0x81, length];
  return [0x82, length >>> 8, length & 0xff];
}

/** Reads the objects of one container in order; undefined when the bytes are no TLV. */
export function decodeTlv(data: Uint8Array): { tag: number; value: Uint8Array }[] | undefined {
  const objects: { tag: number; value: Uint8Array }[] = [];
  let at = 0;
  while (at < data.length) {
    let tag = data[at] ?? 0;
    at += 1;
    if ((tag & 0x1f) === 0x1f) {
      let more = true;
      while (more) {
        const next = data[at];
        if (next === undefined || tag > 0xffff) return undefined;
        tag = tag * 256 + next;
        more = (next & 0x80) !== 0;
        at += 1;
      }
    }
    const length = berLength(data, at);
    if (length === undefined || length.start + length.bytes > data.length) return undefined;
    objects.push({ tag, value: data.slice(length.start, length.start + length.bytes) });
    at = length.start + length.bytes;
  }
  return objects;
}

/** All values of one tag in a container. */
export function tlvValues(data: Uint8Array, tag: number): Uint8Array[] {
  return (decodeTlv(data) ?? []).filter((object) => object.tag === tag).map(({ value }) => value);
}
