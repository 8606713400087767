import { invariant } from '../assert.ts';

/**
 * How wide a character outside ASCII prints. A printer set to a Chinese code page (GB 18030)
 * prints each of them in two columns, `×` and `·` too; on a European one only East Asian wide
 * characters (UAX #11 W and F) take two.
 */
export type CharacterSet = 'chinese' | 'european';

const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Columns a text takes on paper. */
export function displayWidth(text: string, set: CharacterSet): number {
  let width = 0;
  for (const character of text) width += characterWidth(character, set);
  return width;
}

function characterWidth(character: string, set: CharacterSet): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (/[\p{Mn}\p{Cf}]/u.test(character)) return 0;
  if (set === 'chinese') return 2;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/**
 * Replaces control characters by spaces: a name from a file must not be able to send the printer
 * a command.
 */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

/**
 * Breaks a text into lines of at most `columns`, at spaces or between wide characters; a word
 * longer than a line is cut. Line feeds in the text begin new lines. Never returns no line.
 */
export function wrap(text: string, columns: number, set: CharacterSet): string[] {
  invariant(columns >= 2, `too narrow to print: ${columns}`);
  return text.split('\n').flatMap((part) => wrapParagraph(printable(part), columns, set));
}

function wrapParagraph(text: string, columns: number, set: CharacterSet): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/ +|[!-~]+|[^ ]/gu) ?? []) {
    const fits = displayWidth(line + piece, set) <= columns;
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
  while (displayWidth(rest, set) > columns) {
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
  return text + ' '.repeat(Math.max(columns - displayWidth(text, set), 0));
}

/** Fills with spaces on the left up to `columns`; a longer text is left as it is. */
export function padLeft(text: string, columns: number, set: CharacterSet): string {
  return ' '.repeat(Math.max(columns - displayWidth(text, set), 0)) + text;
}

/**
 * A text on the left and one on the right edge, at least one space between them. The left one
 * wraps in what the right one leaves; when that is under a third of the line, or the right one
 * does not fit beside anything, the right one goes on lines of its own. Nothing is ever cut off:
 * an amount that is short of a digit is a wrong amount.
 */
export function pair(left: string, right: string, columns: number, set: CharacterSet): string[] {
  const rightClean = printable(right);
  const room = columns - displayWidth(rightClean, set) - 1;
  if (room < 2 || room * 3 < columns) {
    const below = wrap(rightClean, columns, set).map((line) => padLeft(line, columns, set));
    return [...wrap(left, columns, set), ...below];
  }
  const lines = wrap(left, room, set);
  const last = lines.pop() ?? '';
  const gap = columns - displayWidth(rightClean, set);
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
  const [first = '', ...others] = cells.map(printable);
  if (displayWidth(first, set) > firstColumns) return null;
  let line = padRight(first, firstColumns, set);
  let left = columns - firstColumns;
  for (const [index, cell] of others.entries()) {
    const share = equalShare(left, others.length - index);
    if (displayWidth(cell, set) > share - 1) return null;
    line += padLeft(cell, share, set);
    left -= share;
  }
  return line;
}

/** Columns are counted, not money: the integer part of an equal share. */
function equalShare(columns: number, parts: number): number {
  return (columns - (columns % parts)) / parts;
}
