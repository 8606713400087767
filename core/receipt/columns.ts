import { invariant } from '../assert.ts';

/**
 * What a printer makes of characters outside ASCII, by its code page and not by the language. On a
 * Chinese one (GB 18030) each of them is two bytes and two columns wide, `×`, `é` and `·` too; on a
 * European one each is one byte and one column. What a page does not have prints as a question
 * mark of the same width, so that a line never comes out longer than it was counted.
 */
export type CharacterSet = 'chinese' | 'european';

/** Letters with accents that GBK has, for Pinyin; others lose their accent there. */
const PINYIN = new Set('āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜüêńňǹḿ');
const ASCII_ONLY = /^[ -~]*$/;

/**
 * A text as it comes on paper: composed, without characters that have no width (U+200B, U+FEFF, soft
 * hyphen, marks that compose with nothing), control characters and exotic spaces as spaces. A name
 * from a file must not be able to send the printer a command, nor to shift an amount.
 */
export function printable(text: string, set: CharacterSet): string {
  if (ASCII_ONLY.test(text)) return text;
  const clean = text
    .normalize('NFC')
    .replace(/[\p{Mn}\p{Me}\p{Cf}]/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(set === 'chinese' ? /(?!\u3000)\p{Zs}/gu : /\p{Zs}/gu, ' ');
  return set === 'chinese' ? clean.replace(/[\u00c0-\u024f\u1e00-\u1eff]/gu, plainLetter) : clean;
}

function plainLetter(letter: string): string {
  if (PINYIN.has(letter)) return letter;
  const base = letter.normalize('NFD').charAt(0);
  return ASCII_ONLY.test(base) ? base : letter;
}

/** Columns a text takes on paper. */
export function displayWidth(text: string, set: CharacterSet): number {
  return widthOf(printable(text, set), set);
}

/** The same of a text that is printable already. */
function widthOf(text: string, set: CharacterSet): number {
  let width = 0;
  for (const character of text) width += characterWidth(character, set);
  return width;
}

function characterWidth(character: string, set: CharacterSet): number {
  return set === 'european' || (character.codePointAt(0) ?? 0) < 0x80 ? 1 : 2;
}

/**
 * Breaks a text into lines of at most `columns`, at spaces or between wide characters; a word
 * longer than a line is cut. Line feeds in the text begin new lines. Never returns no line.
 */
export function wrap(text: string, columns: number, set: CharacterSet): string[] {
  invariant(columns >= 2, `too narrow to print: ${columns}`);
  return text.split('\n').flatMap((part) => wrapParagraph(printable(part, set), columns, set));
}

function wrapParagraph(text: string, columns: number, set: CharacterSet): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/ +|[!-~\u00a1-\u024f]+|[^ ]/gu) ?? []) {
    const fits = widthOf(line + piece, set) <= columns;
    if (fits) {
      line += piece;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = piece.trim() === '' ? '' : cutInto(lines, piece, columns, set);
  }
  if (line.trim() !== '' || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}

/** Pushes full lines of a word that is too long for one and returns what is left of it. */
function cutInto(lines: string[], word: string, columns: number, set: CharacterSet): string {
  let rest = word;
  while (widthOf(rest, set) > columns) {
    const head = cut(rest, columns, set);
    lines.push(head);
    rest = rest.slice(head.length);
  }
  return rest;
}

/** The longest beginning of a text that fits. */
export function cut(text: string, columns: number, set: CharacterSet): string {
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += characterWidth(character, set);
    if (width > columns) break;
    kept += character;
  }
  return kept;
}

/** Fills with spaces on the right up to `columns`; a longer text is left as it is. */
export function padRight(text: string, columns: number, set: CharacterSet): string {
  return text + ' '.repeat(Math.max(columns - widthOf(text, set), 0));
}

/** Fills with spaces on the left up to `columns`; a longer text is left as it is. */
export function padLeft(text: string, columns: number, set: CharacterSet): string {
  return ' '.repeat(Math.max(columns - widthOf(text, set), 0)) + text;
}

/**
 * A text on the left and one on the right edge, at least one space between them. The left one
 * wraps in what the right one leaves; when that is under a third of the line, or the right one
 * does not fit beside anything, the right one goes on lines of its own. Nothing is ever cut off:
 * an amount that is short of a digit is a wrong amount.
 */
export function pair(left: string, right: string, columns: number, set: CharacterSet): string[] {
  const rightClean = printable(right, set);
  const room = columns - widthOf(rightClean, set) - 1;
  if (room < 2 || room * 3 < columns) {
    const below = wrap(rightClean, columns, set).map((line) => padLeft(line, columns, set));
    return [...wrap(left, columns, set), ...below];
  }
  const lines = wrap(left, room, set);
  const last = lines.pop() ?? '';
  const gap = columns - widthOf(rightClean, set);
  return [...lines, padRight(last, gap, set) + rightClean];
}

/**
 * One line of cells: the first on the left, the others right-aligned in equal shares. `null`
 * when a cell does not fit with a space before it; the caller then prints it another way.
 */
export function tableRow(
  cells: readonly string[],
  columns: number,
  firstColumns: number,
  set: CharacterSet,
): string | null {
  const [first = '', ...others] = cells.map((cell) => printable(cell, set));
  if (widthOf(first, set) > firstColumns) return null;
  let line = padRight(first, firstColumns, set);
  let left = columns - firstColumns;
  for (const [index, cell] of others.entries()) {
    const share = equalShare(left, others.length - index);
    if (widthOf(cell, set) > share - 1) return null;
    line += padLeft(cell, share, set);
    left -= share;
  }
  return line;
}

/** Columns are counted, not money: the integer part of an equal share. */
function equalShare(columns: number, parts: number): number {
  return (columns - (columns % parts)) / parts;
}
