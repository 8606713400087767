import { BASKET_LIMITS } from '../basket/limits.ts';
import type { SaleUnit } from '../basket/types.ts';
import { type CodeKey, gtinKey } from '../gs1/gtin.ts';
import { type Language, LANGUAGES, languages } from '../language.ts';
import type { LocalText } from '../local-text.ts';
import { type Decimals, parseAmount } from '../money/format.ts';
import { type Minor, ZERO } from '../money/minor.ts';
import { err, ok, type Result } from '../result.ts';
import { type CatalogueColumn, catalogueColumns, nameColumn, neededColumns } from './columns.ts';
import { type CsvRecord, readCsv } from './csv.ts';
import type { CatalogueItem } from './types.ts';

export const CATALOGUE_FAULTS = [
  'notCommas',
  'quoteNotClosed',
  'strayQuote',
  'missingColumn',
  'unknownColumn',
  'duplicateColumn',
  'wrongFieldCount',
  'noItems',
  'noEnd',
  'wrongCount',
  'empty',
  'tooLong',
  'badCharacter',
  'badPrice',
  'unknownTaxCode',
  'unknownUnit',
  'unknownDepartment',
  'badPlu',
  'badGtin',
  'badAge',
  'duplicateItem',
  'duplicatePlu',
  'duplicateCode',
] as const;

export type CatalogueFault = (typeof CATALOGUE_FAULTS)[number];

export interface CatalogueError {
  /** Line of the file, 1 being the header. */
  readonly row: number;
  /** Name of the column, or '' when it is the whole row. */
  readonly column: string;
  readonly reason: CatalogueFault;
  /** What stands there, shortened; for `notCommas` what parts the columns. */
  readonly value: string;
  /** For duplicates: the row in which it stood first. */
  readonly firstRow?: number;
  /** For `noEnd` and `wrongCount`: how many items stand in the file. */
  readonly items?: number;
}

export interface CatalogueRules {
  /** Tax codes the store knows. */
  readonly taxCodes: readonly string[];
  /** Departments the store knows; null takes any name. */
  readonly departments: readonly string[] | null;
  /** Of the store's currency. */
  readonly decimals: Decimals;
}

/**
 * First field of the last line; the second is how many items stand above it. A file that was cut
 * anywhere, also at the end of a row, does not end with it or has another number of items.
 */
export const END_MARK = '#end';

/** Words that a name is found by beside its own, a blank between them. */
const READINGS = /^(?=.{1,60}$)[a-z0-9]+(?: [a-z0-9]+)*$/;

/** After this many the file is wrong as a whole and more lines tell nobody anything. */
const MOST_ERRORS = 50;

/**
 * Reads a whole catalogue file. One bad field refuses all of it, because half a price change is
 * a wrong price; every fault is named with row, column and reason, up to 50. A file that is not
 * there whole (see `END_MARK`) is refused too: what is missing would be taken off the shelf.
 */
export function parseCatalogue(
  text: string,
  rules: CatalogueRules,
): Result<CatalogueItem[], CatalogueError[]> {
  const separator = otherSeparator(text);
  if (separator !== null) {
    return err([{ row: 1, column: '', reason: 'notCommas', value: separator }]);
  }
  const csv = readCsv(text);
  if (!csv.ok) {
    const { line, reason } = csv.error;
    return err([{ row: line, column: '', reason, value: '' }]);
  }
  const [header, ...records] = csv.value.filter(({ line, fields }) => line > 1 || !isHint(fields));
  if (header === undefined) return err([{ row: 1, column: '', reason: 'noItems', value: '' }]);
  const headerErrors = checkHeader(header);
  if (headerErrors.length > 0) return err(headerErrors);
  const last = records.findLastIndex(({ fields }) => fields.some((field) => field.trim() !== ''));
  const rows = records.slice(0, Math.max(last, 0));
  const endFault = checkEnd(records[last] ?? header, rows.length);
  if (endFault !== null) return err([endFault]);
  if (rows.length === 0) return err([{ row: 1, column: '', reason: 'noItems', value: '' }]);
  const reader = new CatalogueReader(header.fields, rules);
  const items: CatalogueItem[] = [];
  for (const record of rows) {
    items.push(reader.item(record));
    if (reader.errors.length >= MOST_ERRORS) break;
  }
  return reader.errors.length > 0 ? err(reader.errors.slice(0, MOST_ERRORS)) : ok(items);
}

/** Signs that spreadsheets part columns with where a comma stands in the prices. */
const OTHER_SEPARATORS = { ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;

/**
 * What parts the columns where it is no comma, or null. Such a file is not read all the same: it
 * comes from a program in whose prices the comma means something else.
 */
function otherSeparator(text: string): string | null {
  const columns: readonly string[] = catalogueColumns();
  const [first = ''] = text.replace(/^\ufeff/, '').split(/\r?\n/, 1);
  for (const [sign, name] of Object.entries(OTHER_SEPARATORS)) {
    const names = first.split(sign).map((field) => field.replaceAll('"', '').trim());
    const known = names.filter((field) => columns.includes(field));
    if (first === `sep=${sign}` || known.length > 1) return name;
  }
  return null;
}

/** "sep=,": a spreadsheet's own hint, and true. */
function isHint(fields: readonly string[]): boolean {
  return fields.length === 2 && fields[0] === 'sep=' && fields[1] === '';
}

function checkHeader(header: CsvRecord): CatalogueError[] {
  const known: readonly string[] = catalogueColumns();
  const at = (column: string, reason: CatalogueFault) => ({
    row: header.line,
    column,
    reason,
    value: '',
  });
  const names = header.fields.map((name) => name.trim());
  return [
    ...names.filter((name) => !known.includes(name)).map((name) => at(name, 'unknownColumn')),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => at(name, 'duplicateColumn')),
    ...neededColumns()
      .filter((name) => !names.includes(name))
      .map((name) => at(name, 'missingColumn')),
  ];
}

/**
 * A spreadsheet fills every line up with empty fields, and writes a line that was typed into one
 * cell as one quoted field.
 */
function checkEnd({ line, fields }: CsvRecord, rowCount: number): CatalogueError | null {
  const [mark = '', ...others] = fields.map((field) => field.trim());
  const [name = '', count = '', ...more] = mark.startsWith(`${END_MARK},`)
    ? [...mark.split(',').map((part) => part.trim()), ...others]
    : [mark, ...others];
  const isMark = name === END_MARK;
  if (!isMark || more.some((field) => field !== '')) {
    const items = isMark || line === 1 ? rowCount : rowCount + 1;
    return { row: line, column: '', reason: 'noEnd', value: '', items };
  }
  if (count === String(rowCount)) return null;
  const value = count.slice(0, 20);
  return { row: line, column: '', reason: 'wrongCount', value, items: rowCount };
}

/** Reads row after row, remembering what must be unique and what was wrong. */
class CatalogueReader {
  readonly errors: CatalogueError[] = [];
  readonly #columns: readonly string[];
  readonly #rules: CatalogueRules;
  readonly #rowOf = {
    item: new Map<string, number>(),
    plu: new Map<string, number>(),
    code: new Map<string, number>(),
  };

  constructor(columns: readonly string[], rules: CatalogueRules) {
    this.#columns = columns.map((name) => name.trim());
    this.#rules = rules;
  }

  /** The item of a row; meaningless when the row added to `errors`. */
  item(record: CsvRecord): CatalogueItem {
    const row = record.line;
    if (record.fields.length !== this.#columns.length) {
      this.#fault(row, '', 'wrongFieldCount', String(record.fields.length));
    }
    const field = (column: CatalogueColumn): string =>
      record.fields[this.#columns.indexOf(column)]?.trim() ?? '';
    const itemId = this.#text(row, 'item_id', field('item_id'), 32, /^[\w.-]+$/);
    this.#unique('item', row, 'item_id', itemId, 'duplicateItem');
    return {
      itemId,
      name: this.#name(row, field),
      pinyin: this.#optional(row, 'pinyin', field('pinyin'), READINGS, 'badCharacter'),
      department: this.#department(row, field('department')),
      taxCode: this.#oneOf(row, 'tax_code', field('tax_code'), this.#rules.taxCodes),
      unit: this.#unit(row, field('unit')),
      priceMinor: this.#price(row, field('price')),
      plu: this.#plu(row, field('plu')),
      codes: this.#codes(row, field('codes')),
      minAge: this.#minAge(row, field('min_age')),
    };
  }

  #name(row: number, field: (column: CatalogueColumn) => string): LocalText {
    const name: Partial<Record<Language, string>> = {};
    for (const language of languages()) {
      const column = nameColumn(language);
      const value = field(column);
      if (value === '' && !LANGUAGES[language].isRequired) continue;
      name[language] = this.#text(row, column, value, 60, /^\P{Cc}+$/u);
    }
    return name;
  }

  #text(row: number, column: CatalogueColumn, value: string, most: number, form: RegExp): string {
    if (value === '') this.#fault(row, column, 'empty', value);
    else if (value.length > most) this.#fault(row, column, 'tooLong', value);
    else if (!form.test(value)) this.#fault(row, column, 'badCharacter', value);
    return value;
  }

  #optional(
    row: number,
    column: CatalogueColumn,
    value: string,
    form: RegExp,
    reason: CatalogueFault,
  ): string {
    if (value !== '' && !form.test(value)) this.#fault(row, column, reason, value);
    return value;
  }

  #department(row: number, value: string): string {
    const { departments } = this.#rules;
    this.#text(row, 'department', value, 32, /^[\w.-]+$/);
    if (value !== '' && departments !== null && !departments.includes(value)) {
      this.#fault(row, 'department', 'unknownDepartment', value);
    }
    return value;
  }

  #oneOf(row: number, column: 'tax_code', value: string, known: readonly string[]): string {
    if (!known.includes(value)) this.#fault(row, column, 'unknownTaxCode', value);
    return value;
  }

  #unit(row: number, value: string): SaleUnit {
    if (value === 'each' || value === 'kg') return value;
    this.#fault(row, 'unit', 'unknownUnit', value);
    return 'each';
  }

  #price(row: number, value: string): Minor {
    const price = parseAmount(value, this.#rules.decimals);
    if (price.ok && price.value > 0 && price.value <= BASKET_LIMITS.lineAmountMinor) {
      return price.value;
    }
    this.#fault(row, 'price', 'badPrice', value);
    return ZERO;
  }

  #plu(row: number, value: string): string | null {
    this.#optional(row, 'plu', value, /^\d{4,5}$/, 'badPlu');
    this.#unique('plu', row, 'plu', value, 'duplicatePlu');
    return value === '' ? null : value;
  }

  #codes(row: number, value: string): CodeKey[] {
    const keys: CodeKey[] = [];
    for (const code of value.split(/ +/).filter((part) => part !== '')) {
      const key = gtinKey(code);
      if (key.ok) {
        this.#unique('code', row, 'codes', key.value, 'duplicateCode');
        keys.push(key.value);
      } else {
        this.#fault(row, 'codes', 'badGtin', code);
      }
    }
    return keys;
  }

  #minAge(row: number, value: string): number | null {
    this.#optional(row, 'min_age', value, /^[1-9]\d?$/, 'badAge');
    return value === '' ? null : Number(value);
  }

  #unique(
    kind: 'item' | 'plu' | 'code',
    row: number,
    column: CatalogueColumn,
    value: string,
    reason: CatalogueFault,
  ): void {
    if (value === '') return;
    const first = this.#rowOf[kind].get(value);
    if (first === undefined) this.#rowOf[kind].set(value, row);
    else this.errors.push({ row, column, reason, value: value.slice(0, 60), firstRow: first });
  }

  #fault(row: number, column: CatalogueColumn | '', reason: CatalogueFault, value: string): void {
    this.errors.push({ row, column, reason, value: value.slice(0, 60) });
  }
}
