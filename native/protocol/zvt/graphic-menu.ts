import { decodeBmps } from './bmp.ts';
import { decodeText } from './charset.ts';
import type { ZvtCharset } from './charset.ts';
import { toHex } from './hex.ts';
import { maskCardNumbers } from './mask.ts';
import { decodeTlv, findTlv } from './tlv.ts';
import type { Tlv } from './tlv.ts';

/** One thing that can be chosen; `value` goes back to the terminal (TLV 19). */
export interface MenuItem {
  readonly text: string;
  readonly value: Uint8Array;
}

/** 06 D0: a picture, or a part of it, and what the cashier may answer (PA00P015 §3.16). */
export interface GraphicMenu {
  /** BMP 70: the parts of one picture carry the same. '' when there is none. */
  readonly imageId: string;
  /** BMP 71: bytes of the whole picture; null when it is all here. */
  readonly totalBytes: number | null;
  /** BMP F0: how long the terminal waits for the answer, in seconds; 0 = without limit. */
  readonly displayS: number;
  /** BMP F1 to F8: the terminal's own words above the picture. */
  readonly text: string;
  /** TLV 1C. */
  readonly part: Uint8Array;
  /** TLV 2B with its 2C; a part in the middle may have none. */
  readonly items: readonly MenuItem[];
}

/** Most things to choose from: each has a digit as its key. */
const MAX_ITEMS = 9;
/** Most characters of an item's text. */
const MAX_ITEM_CHARS = 40;
/** Most characters above the picture. */
const MAX_TEXT_CHARS = 320;
/** Longest value that is given back. */
const MAX_VALUE_BYTES = 16;

/** Reads the data of a 06 D0. Null when a container broke off or there is no picture in it. */
export function decodeGraphicMenu(data: Uint8Array, charset: ZvtCharset): GraphicMenu | null {
  const { fields } = decodeBmps(data);
  const value = (id: number) => fields.find((field) => field.id === id)?.value;
  const container = value(0x06);
  if (container === undefined) return null;
  const { objects, complete } = decodeTlv(container);
  const part = findTlv(objects, 0x1c)?.value;
  if (!complete || part === undefined || part.length === 0) return null;
  const size = value(0x71);
  const lines = fields.filter(({ id }) => id >= 0xf1 && id <= 0xf8);
  return {
    imageId: toHex(value(0x70) ?? []),
    totalBytes: size === undefined ? null : numberOf(size),
    displayS: value(0xf0)?.[0] ?? 0,
    text: lines
      .map((line) => words(line.value, charset))
      .filter((line) => line !== '')
      .join('\n')
      .slice(0, MAX_TEXT_CHARS),
    part,
    items: itemsOf(objects, charset),
  };
}

function itemsOf(objects: readonly Tlv[], charset: ZvtCharset): MenuItem[] {
  const menu = findTlv(objects, 0x2b)?.children ?? [];
  return menu
    .filter(({ tag }) => tag === 0x2c)
    .flatMap(({ children }) => {
      const value = findTlv(children, 0x19)?.value;
      if (value === undefined || value.length === 0 || value.length > MAX_VALUE_BYTES) return [];
      const text = findTlv(children, 0x07)?.value ?? new Uint8Array();
      return [{ value, text: words(text, charset).slice(0, MAX_ITEM_CHARS) }];
    })
    .slice(0, MAX_ITEMS);
}

function words(bytes: Uint8Array, charset: ZvtCharset): string {
  return maskCardNumbers(decodeText(bytes, charset)).trim();
}

function numberOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}
