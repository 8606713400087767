import iconv from 'iconv-lite';

/** Code pages of ESC t (Epson), by number, as iconv names. */
const PAGES: ReadonlyMap<number, string> = new Map([
  [0, 'cp437'],
  [2, 'cp850'],
  [3, 'cp860'],
  [4, 'cp863'],
  [5, 'cp865'],
  [13, 'cp857'],
  [14, 'cp737'],
  [15, 'iso88597'],
  [16, 'windows1252'],
  [17, 'cp866'],
  [18, 'cp852'],
  [19, 'cp858'],
]);

/** Characters that ESC R replaces, by country number (Epson: 0 is the USA, 15 China). */
const COUNTRIES: ReadonlyMap<number, ReadonlyMap<string, string>> = new Map([
  [1, pairs('#$@[\\]`{|}~', '#$à°ç§`éùè¨')],
  [2, pairs('#$@[\\]`{|}~', '#$§ÄÖÜ`äöüß')],
  [3, pairs('#', '£')],
  [6, pairs('#$@[\\]`{|}~', '#$@°\\éùàòèì')],
  [8, pairs('\\', '¥')],
  [15, pairs('$', '¥')],
]);

function pairs(from: string, to: string): ReadonlyMap<string, string> {
  const targets = [...to];
  return new Map([...from].map((char, at) => [char, targets[at] ?? char]));
}

/** How bytes become characters at one moment of a print job. */
export interface Coding {
  readonly page: number;
  readonly country: number;
  /** Kanji mode: two bytes are one character. FS & on, FS . off. */
  readonly chinese: boolean;
  /** Font B is 9 dots wide, font A 12. */
  readonly fontB: boolean;
}

/** One character as it goes to paper, `dots` wide before any doubling. */
export interface Glyph {
  readonly char: string;
  readonly dots: number;
  readonly twoByte: boolean;
}

const FONT_A_DOTS = 12;
const FONT_B_DOTS = 9;
const TWO_BYTE_DOTS = 24;

/** True when the printer has this code page. */
export function hasPage(page: number): boolean {
  return PAGES.has(page);
}

/**
 * Text bytes as a printer takes them: in Kanji mode a lead byte and the next are one character of
 * 24 dots, everything else is one character of the code page. What has none becomes U+FFFD.
 */
export function glyphsOf(bytes: Uint8Array, coding: Coding): Glyph[] {
  const glyphs: Glyph[] = [];
  const narrow = coding.fontB ? FONT_B_DOTS : FONT_A_DOTS;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (coding.chinese && byte >= 0x81 && byte <= 0xfe && next !== undefined && next >= 0x40) {
      const char = iconv.decode(Buffer.from([byte, next]), 'gb18030');
      glyphs.push({ char: [...char][0] ?? '\ufffd', dots: TWO_BYTE_DOTS, twoByte: true });
      at += 1;
      continue;
    }
    const alone = iconv.decode(Buffer.from([byte]), PAGES.get(coding.page) ?? 'cp437');
    const char = COUNTRIES.get(coding.country)?.get(alone) ?? alone;
    const printable = coding.chinese && byte >= 0x80 ? '\ufffd' : char;
    glyphs.push({ char: printable, dots: narrow, twoByte: false });
  }
  return glyphs;
}
