import { decodeText } from './charset.ts';
import type { ZvtCharset } from './charset.ts';
import { maskCardNumbers } from './mask.ts';
import { decodeTlv, findTlv, readTlvLength } from './tlv.ts';
import type { Tlv } from './tlv.ts';

export type ReceiptKind = 'merchant' | 'customer' | 'admin';

/** A piece of a receipt the terminal made (PA00P015 §3.5 and §3.7). */
export interface PrintText {
  /** Null where the terminal does not say: then the kind of the running receipt goes on. */
  readonly receiptKind: ReceiptKind | null;
  /** TLV 1F37: 01 positive, 02 signature line, 04 negative, 80 must be printed; null unsaid. */
  readonly flags: number | null;
  readonly lines: readonly PrintedLine[];
}

export interface PrintedLine {
  readonly text: string;
  readonly align: 'left' | 'center';
  readonly wide: boolean;
  readonly tall: boolean;
  /** The receipt ends behind this line: cut, or go on with the other copy. */
  readonly last: boolean;
}

const FEED = 0xff;
const CENTRED = 0x40;
const WIDE = 0x20;
const TALL = 0x10;
const INDENT = 0x0f;
const LAST = 0x80;

/** The kind told by TLV 1F07. */
function kindOf(value: number | undefined): ReceiptKind | null {
  if (value === 0x01) return 'merchant';
  if (value === 0x02) return 'customer';
  return value === 0x03 ? 'admin' : null;
}

/** FF and 80 are no "last line": the first feeds, the second is reserved. */
function isLast(attribute: number): boolean {
  return (attribute & LAST) !== 0 && attribute !== LAST && attribute !== FEED;
}

function styled(attribute: number, text: string, last: boolean): PrintedLine {
  const centred = (attribute & CENTRED) !== 0;
  return {
    text: centred ? text : ' '.repeat(attribute & INDENT) + text,
    align: centred ? 'center' : 'left',
    wide: (attribute & WIDE) !== 0,
    tall: (attribute & TALL) !== 0,
    last,
  };
}

/** Lines of one text object; a line feed inside starts another line of the same style. */
function linesOf(attribute: number, bytes: Uint8Array, charset: ZvtCharset): PrintedLine[] {
  const texts = maskCardNumbers(decodeText(bytes, charset)).split('\n');
  return texts.map((text, at) => {
    return styled(attribute, text, isLast(attribute) && at === texts.length - 1);
  });
}

const BLANK: PrintedLine = { text: '', align: 'left', wide: false, tall: false, last: false };

/**
 * Some terminals append a TLV container with the receipt type to a print line. It is one only
 * when it fits the end exactly and holds tag 1F07, else the bytes are text.
 */
function splitTrailer(text: Uint8Array): { text: Uint8Array; kind: ReceiptKind | null } {
  for (let at = text.indexOf(0x06); at !== -1; at = text.indexOf(0x06, at + 1)) {
    const size = readTlvLength(text, at + 1);
    if (size === null || size.next + size.length !== text.length) continue;
    const inside = decodeTlv(text.slice(size.next));
    const kind = findTlv(inside.objects, 0x1f07);
    if (inside.complete && kind !== undefined) {
      return { text: text.slice(0, at), kind: kindOf(kind.value[0]) };
    }
  }
  return { text, kind: null };
}

/** 06 D1: one line, or line feeds. Total. */
export function decodePrintLine(data: Uint8Array, charset: ZvtCharset): PrintText {
  const attribute = data[0] ?? 0;
  if (attribute === FEED) {
    const count = Math.min(data[1] ?? 1, 20);
    return { receiptKind: null, flags: null, lines: Array.from({ length: count }, () => BLANK) };
  }
  const { text, kind } = splitTrailer(data.slice(1));
  return { receiptKind: kind, flags: null, lines: linesOf(attribute, text, charset) };
}

/** 06 D3: a block of lines in TLV 25, attribute (09) before the lines (07) it is for. Total. */
export function decodePrintBlock(data: Uint8Array, charset: ZvtCharset): PrintText {
  const size = data[0] === 0x06 ? readTlvLength(data, 1) : null;
  const objects = size === null ? [] : decodeTlv(data.slice(size.next)).objects;
  const lines: PrintedLine[] = [];
  for (const texts of objects.filter((object) => object.tag === 0x25)) {
    appendLines(lines, texts, charset);
  }
  return {
    receiptKind: kindOf(findTlv(objects, 0x1f07)?.value[0]),
    flags: findTlv(objects, 0x1f37)?.value[0] ?? null,
    lines,
  };
}

function appendLines(lines: PrintedLine[], texts: Tlv, charset: ZvtCharset): void {
  let attribute = 0;
  for (const object of texts.children) {
    if (object.tag === 0x07) lines.push(...linesOf(attribute & 0x7f, object.value, charset));
    if (object.tag !== 0x09) continue;
    attribute = object.value[0] ?? 0;
    if (attribute === FEED || isLast(attribute)) {
      // In a block the end mark stands alone, behind the lines it ends.
      const previous = lines.pop();
      if (previous === undefined) lines.push({ ...BLANK, last: true });
      else lines.push({ ...previous, last: true });
      attribute &= 0x7f;
    }
  }
}
