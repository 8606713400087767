/** Character sets a terminal may use (ZVT PA00P015, TLV tag 14). */
export type ZvtCharset = 'cp437' | 'latin1' | 'utf8';

/** Tag 14 values of the sets this register can offer. */
export const CHARSET_CODES = {
  latin1: 0x01,
  utf8: 0xfe,
  cp437: 0xff,
} as const satisfies Record<ZvtCharset, number>;

const CP437_HIGH =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** ÄÖÜßäöü in ISO 8859-1: rare signs in CP437, so a text with only these is Latin-1. */
const LATIN1_UMLAUTS: ReadonlySet<number> = new Set([0xc4, 0xd6, 0xdc, 0xdf, 0xe4, 0xf6, 0xfc]);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** The charset of a tag 14 value, or null when it is none this register offers. */
export function charsetOfCode(code: number): ZvtCharset | null {
  if (code === CHARSET_CODES.utf8) return 'utf8';
  if (code === CHARSET_CODES.cp437) return 'cp437';
  return code === CHARSET_CODES.latin1 ? 'latin1' : null;
}

/**
 * Text a terminal sent. Defensive, as terminals answer in another set than agreed: multi-byte
 * UTF-8 is taken as such, CP437 whose only high bytes are Latin-1 umlauts as Latin-1. Line feeds
 * stay; any other control character separates what stands on its sides, and is gone at an end. Any
 * bytes give a text.
 */
export function decodeText(bytes: Uint8Array, agreed: ZvtCharset): string {
  return clean(rawText(bytes, agreed));
}

function rawText(bytes: Uint8Array, agreed: ZvtCharset): string {
  const high = bytes.filter((byte) => byte >= 0x80);
  if (high.length === 0) return String.fromCharCode(...bytes);
  const utf8 = decodeUtf8(bytes);
  if (utf8 !== null) return utf8;
  if (agreed === 'cp437' && !looksLikeLatin1(bytes, high)) return decodeCp437(bytes);
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    // Not UTF-8: the other sets take any byte.
    return null;
  }
}

function looksLikeLatin1(bytes: Uint8Array, high: Uint8Array): boolean {
  if (!high.every((byte) => LATIN1_UMLAUTS.has(byte))) return false;
  // A run of the same sign is a ruled line of CP437 (C4 = ─, DC = ▄), not a word.
  return !bytes.some((byte, at) => byte >= 0x80 && byte === bytes[at + 1] && byte !== 0xdf);
}

function decodeCp437(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += byte < 0x80 ? String.fromCharCode(byte) : (CP437_HIGH[byte - 0x80] ?? '?');
  }
  return text;
}

/** Other than the line feed these begin a new line: CR, VT, FF. */
const NEW_LINE: ReadonlySet<number> = new Set([0x0b, 0x0c, 0x0d]);

/**
 * Without control characters; line feeds stay, since some terminals put lines into one text. Others
 * end lines with a carriage return: dropped, it would glue two words together.
 */
function clean(text: string): string {
  const signs: string[] = [];
  let gap = '';
  for (const sign of text) {
    const code = sign.charCodeAt(0);
    if (sign === '\n') gap = '';
    else if (isControl(code)) {
      if (gap !== '\n') gap = NEW_LINE.has(code) ? '\n' : ' ';
      continue;
    } else {
      if (separates(gap, signs.at(-1), sign)) signs.push(gap);
      gap = '';
    }
    signs.push(sign);
  }
  return signs.join('');
}

/** Nothing separates from an end of the text or of a line, and a blank needs no second one. */
function separates(gap: string, before: string | undefined, after: string): boolean {
  if (gap === '' || before === undefined || before === '\n') return false;
  return gap === '\n' || (before !== ' ' && after !== ' ');
}

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}
