import { type Language, LANGUAGES } from '../language.ts';
import { type LocalText, localName } from '../local-text.ts';
import type { Currency } from '../money/currency.ts';
import type { Minor } from '../money/minor.ts';
import { writtenAmount } from '../money/symbols.ts';
import { type CharacterSet, pair, tableRow, wrap } from './columns.ts';
import { tenderName } from '../tender/tender-name.ts';
import type { PrintBlock, PrintDocument } from './types.ts';
import type { ReceiptText } from './words/zh.ts';

/** What is printed about the shop on every document. */
export interface ReceiptStore {
  readonly name: LocalText;
  readonly address: LocalText;
  /** Empty when none is printed. */
  readonly taxId: string;
  /** Empty when none is printed. */
  readonly phone: string;
  /** Thanks, opening hours, return policy; line feeds begin new lines. */
  readonly footer: LocalText;
}

/** How any document is laid out. */
export interface Layout {
  readonly locale: Language;
  readonly columns: PrintDocument['columns'];
  /** What the printer's code page makes of characters. */
  readonly characters: CharacterSet;
  readonly currency: Currency;
}

type TextBlock = Extract<PrintBlock, { kind: 'text' }>;

/** Text blocks for one layout: words, amounts and lines that fit its paper. */
export interface Lines {
  word(key: ReceiptText): string;
  local(text: LocalText): string;
  /** A kind of tender; a word that names none as it is. */
  tender(kind: string): string;
  amount(amount: Minor): string;
  left(text: string): TextBlock[];
  center(text: string, style?: Partial<Pick<TextBlock, 'bold' | 'size'>>): TextBlock[];
  pair(left: string, right: string, style?: Partial<Pick<TextBlock, 'bold' | 'size'>>): TextBlock[];
  /** Cells under each other; rows that do not fit become one pair per cell below the first. */
  table(heads: readonly string[], rows: readonly (readonly string[])[]): TextBlock[];
  rule(): TextBlock;
}

/** Binds the layout once; every method is pure. */
export function linesFor(layout: Layout): Lines {
  const { columns, characters: set } = layout;
  const words = LANGUAGES[layout.locale].paper;
  const block = (text: string, style: Partial<TextBlock> = {}): TextBlock => ({
    kind: 'text',
    text,
    align: 'left',
    bold: false,
    size: 'normal',
    ...style,
  });
  const room = (size: TextBlock['size'] | undefined): number =>
    size === 'large' ? HALF_COLUMNS[columns] : columns;
  const pairOf: Lines['pair'] = (left, right, style) =>
    pair(left, right, room(style?.size), set).map((line) => block(line, style));
  return {
    word: (key) => words[key],
    local: (text) => localName(text, layout.locale),
    tender: (kind) => tenderName(kind, layout.locale),
    amount: (amount) => writtenAmount(amount, layout.currency),
    left: (text) => wrap(text, columns, set).map((line) => block(line)),
    center: (text, style) =>
      wrap(text, room(style?.size), set).map((line) => block(line, { ...style, align: 'center' })),
    pair: pairOf,
    table: (heads, rows) => {
      const lines = [heads, ...rows].map((cells) => tableRow(cells, columns, 6, set));
      if (lines.every((line) => line !== null)) return lines.map((line) => block(line));
      return rows.flatMap(([first = '', ...cells]) => [
        ...wrap(first, columns, set).map((line) => block(line)),
        ...cells.flatMap((cell, index) => pairOf(`  ${heads[index + 1] ?? ''}`, cell)),
      ]);
    },
    rule: () => block('-'.repeat(columns)),
  };
}

/** Columns of a line of doubled characters. */
const HALF_COLUMNS = { 32: 16, 42: 21, 48: 24 } as const;

/** The shop at the head of a document. */
export function headBlocks(lines: Lines, store: ReceiptStore): PrintBlock[] {
  return [
    ...lines.center(lines.local(store.name), { bold: true, size: 'large' }),
    ...lines.center(lines.local(store.address)),
    ...(store.phone === '' ? [] : lines.center(`${lines.word('phone')} ${store.phone}`)),
    ...(store.taxId === '' ? [] : lines.center(`${lines.word('taxId')} ${store.taxId}`)),
  ];
}

/** "13%", "5.5%": basis points as people write a rate. */
export function formatRate(rateBp: number): string {
  const digits = String(rateBp).padStart(3, '0');
  const fraction = digits.slice(-2).replace(/0+$/, '');
  return `${digits.slice(0, -2)}${fraction === '' ? '' : `.${fraction}`}%`;
}

/** Thousandths as people write a quantity or a weight: "2", "1.5", "-1.254". */
export function formatThousandths(thousandths: number, places: 'asNeeded' | 'three'): string {
  if (thousandths < 0) return `-${formatThousandths(-thousandths, places)}`;
  const digits = String(thousandths).padStart(4, '0');
  const fraction = places === 'three' ? digits.slice(-3) : digits.slice(-3).replace(/0+$/, '');
  return `${digits.slice(0, -3)}${fraction === '' ? '' : `.${fraction}`}`;
}
