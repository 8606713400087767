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

/** Characters that ESC R replaces, by country number (Epson: 0 USA is the default). */
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
  /** Multi-byte mode of a Chinese model: FS & on, FS . off. */
  readonly chinese: boolean;
}

/** True when the printer has this code page. */
export function hasPage(page: number): boolean {
  return PAGES.has(page);
}

/** Decodes a run of text bytes. What has no character becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, coding: Coding): string {
  const encoding = coding.chinese ? 'gb18030' : (PAGES.get(coding.page) ?? 'cp437');
  const text = iconv.decode(Buffer.from(bytes), encoding);
  const replaced = COUNTRIES.get(coding.country);
  if (replaced === undefined) return text;
  return Array.from(text, (char) => replaced.get(char) ?? char).join('');
}

/** Printed width in columns: a Chinese character takes two. */
export function columnsOf(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    code >= 0x20000;
  return wide ? 2 : 1;
}
