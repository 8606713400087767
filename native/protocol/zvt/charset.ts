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
 * UTF-8 is taken as such, CP437 whose only high bytes are Latin-1 umlauts as Latin-1. Control
 * characters except line feed are dropped; any bytes give a text.
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

/** Without control characters; line feeds stay, since some terminals put lines into one text. */
function clean(text: string): string {
  return [...text].filter((sign) => sign === '\n' || !isControl(sign.charCodeAt(0))).join('');
}

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}
