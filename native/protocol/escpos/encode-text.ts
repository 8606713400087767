import iconv from 'iconv-lite';
import { type CharacterSet, printable } from '../../../core/receipt/columns.ts';

/** Character set of a printer. GB18030 is what Chinese printers take in two-byte mode. */
export type PrinterCodePage = 'gb18030' | 'cp858' | 'cp437';

const QUESTION_MARK = 0x3f;
/** GB 18030 of U+FF1F: as wide as the character it stands for. */
const WIDE_QUESTION_MARK = [0xa3, 0xbf];

/** How the layout counts the characters of a code page. */
export function characterSetOf(codePage: PrinterCodePage): CharacterSet {
  return codePage === 'gb18030' ? 'chinese' : 'european';
}

/**
 * Text in a printer's character set: one byte a column. What the set does not have loses its accent
 * or becomes a question mark of the width the layout counted, so that a missing sign is seen on
 * paper and shifts nothing; control characters never reach it.
 */
export function encodeText(text: string, codePage: PrinterCodePage): Uint8Array {
  const bytes: number[] = [];
  for (const sign of printable(text, characterSetOf(codePage))) {
    const code = sign.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (codePage === 'gb18030') bytes.push(...encodeWide(sign));
    else bytes.push(encodeNarrow(sign, codePage));
  }
  return Uint8Array.from(bytes);
}

function encodeWide(sign: string): readonly number[] {
  const bytes = [...iconv.encode(sign, 'gb18030')];
  // Four-byte GB18030 is beyond what receipt printers carry a font for.
  return bytes.length === 2 ? bytes : WIDE_QUESTION_MARK;
}

function encodeNarrow(sign: string, codePage: 'cp858' | 'cp437'): number {
  const base = sign.normalize('NFD').charAt(0);
  for (const candidate of [sign, base]) {
    const bytes = iconv.encode(candidate, codePage);
    const [byte = 0] = bytes;
    if (byte >= 0x20 && byte !== 0x7f && iconv.decode(bytes, codePage) === candidate) return byte;
  }
  return QUESTION_MARK;
}
