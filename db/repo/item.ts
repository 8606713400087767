import type { LocalText } from '../../core/local-text.ts';
import { minor } from '../../core/money/minor.ts';
import type { CatalogueItem, CatalogueRow, ReadTx, WriteTx } from '../../till/ports/store.ts';
import type { ReadDb, WriteDb } from '../open.ts';
import { cutTerm, endOfPrefix, runsOf, searchTerms } from './search-terms.ts';

/** Setting that holds the catalogue's version. */
const VERSION_KEY = 'catalogue.version';

/** Items a search of several words looks at before it gives up: bounds a one-letter search. */
const MOST_CANDIDATES = 5_000;

/** A code is looked for from its third digit on: one or two digits fit half the shop. */
const FEWEST_CODE_DIGITS = 3;

/** Keys are padded to 14 digits; these are the zeros before a GTIN-14, -13, -12 and -8. */
const CODE_PADDINGS = ['', '0', '00', '000000'] as const;

interface ItemRow {
  readonly item_no: number;
  readonly item_id: string;
  /** A `LocalText`. */
  readonly name: string;
  readonly pinyin: string;
  readonly department: string;
  readonly tax_code: string;
  readonly tax_rate_bp: number;
  readonly unit: CatalogueItem['unit'];
  readonly price_minor: number;
  readonly plu: string | null;
  readonly min_age: number | null;
}

type ItemReads =
  | 'itemByCode'
  | 'itemByPlu'
  | 'item'
  | 'searchItems'
  | 'quickItems'
  | 'catalogueVersion'
  | 'itemCount'
  | 'itemTaxRates';

/** The statements of the catalogue, named so that a test can ask SQLite for their plans. */
export const ITEM_SQL = {
  byCode: 'SELECT i.* FROM item_code c JOIN item i ON i.item_no = c.item_no WHERE c.code = ?',
  byPlu: 'SELECT * FROM item WHERE plu = ?',
  byId: 'SELECT * FROM item WHERE item_id = ?',
  quick: 'SELECT * FROM item WHERE plu IS NOT NULL ORDER BY department, plu LIMIT ?',
  byTerm: `
    SELECT i.* FROM item_term t JOIN item i ON i.item_no = t.item_no
    WHERE t.term >= ? AND t.term < ? ORDER BY t.term, t.item_no LIMIT ?`,
  byPluStart: `
    SELECT * FROM item WHERE plu >= ? AND plu < ? AND plu IS NOT NULL ORDER BY plu LIMIT ?`,
  byCodeStart: `
    SELECT i.* FROM item_code c JOIN item i ON i.item_no = c.item_no
    WHERE c.code >= ? AND c.code < ? ORDER BY c.code LIMIT ?`,
} as const;

/** Items of the catalogue. */
export function prepareItemReads(db: ReadDb): Pick<ReadTx, ItemReads> {
  const byCode = db.prepare<[string], ItemRow>(ITEM_SQL.byCode);
  const byPlu = db.prepare<[string], ItemRow>(ITEM_SQL.byPlu);
  const byId = db.prepare<[string], ItemRow>(ITEM_SQL.byId);
  const quick = db.prepare<[number], ItemRow>(ITEM_SQL.quick);
  // Each replacement numbers its items from 1 on: the last number is how many there are.
  const count = db.prepare<[], number | null>('SELECT max(item_no) FROM item').pluck();
  const rates = db.prepare<[], ReturnType<ReadTx['itemTaxRates']>[number]>(
    'SELECT DISTINCT tax_code AS taxCode, tax_rate_bp AS rateBp FROM item ORDER BY 1, 2',
  );
  const version = db.prepare<[string], string>('SELECT value FROM setting WHERE key = ?').pluck();
  return {
    itemByCode: (key) => itemOrNull(byCode.get(key)),
    itemByPlu: (plu) => itemOrNull(byPlu.get(plu)),
    item: (itemId) => itemOrNull(byId.get(itemId)),
    searchItems: prepareSearch(db),
    quickItems: (limit) => quick.all(limit).map(itemOf),
    itemCount: () => count.get() ?? 0,
    itemTaxRates: () => rates.all(),
    catalogueVersion: () => version.get(VERSION_KEY) ?? null,
  };
}

/** Best first: PLU and code for digits, then names and pinyin; each item once. */
function prepareSearch(db: ReadDb): ReadTx['searchItems'] {
  const byTerm = db.prepare<[string, string, number], ItemRow>(ITEM_SQL.byTerm);
  const byPlu = db.prepare<[string, string, number], ItemRow>(ITEM_SQL.byPluStart);
  const byCode = db.prepare<[string, string, number], ItemRow>(ITEM_SQL.byCodeStart);

  function* byNumber(digits: string, limit: number): Generator<ItemRow> {
    yield* byPlu.all(digits, endOfPrefix(digits), limit);
    if (digits.length < FEWEST_CODE_DIGITS) return;
    for (const padding of CODE_PADDINGS) {
      const start = padding + digits;
      yield* byCode.all(start, endOfPrefix(start), limit);
    }
  }

  function* candidates(runs: readonly string[], lead: string, limit: number): Generator<ItemRow> {
    if (runs.length === 1 && /^[0-9]+$/.test(lead)) yield* byNumber(lead, limit);
    for (const row of byTerm.iterate(lead, endOfPrefix(lead), MOST_CANDIDATES)) {
      if (runs.length === 1 || hasAll(row, runs)) yield row;
    }
  }

  return (text, limit) => {
    const runs = runsOf(text).map(cutTerm);
    const found = new Map<number, CatalogueItem>();
    // Typed apart what the name has in one word (`7 up`): asked for as one word too.
    const ways = runs.length > 1 ? [runs, [cutTerm(runs.join(''))]] : [runs];
    for (const way of ways) {
      const lead = way.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
      if (lead === '' || limit <= 0) return [];
      for (const row of candidates(way, lead, limit)) {
        found.set(row.item_no, itemOf(row));
        if (found.size >= limit) return [...found.values()];
      }
    }
    return [...found.values()];
  };
}

function hasAll(row: ItemRow, runs: readonly string[]): boolean {
  const terms = [...searchTerms(nameOf(row), row.pinyin)];
  return runs.every((run) => terms.some((term) => term.startsWith(run)));
}

/**
 * Replaces the catalogue whole. A row that breaks a rule of the tables (a code or PLU given twice,
 * a negative price) throws, and with it the whole transaction: `core/catalogue` finds these first.
 */
export function prepareItemWrites(db: WriteDb): Pick<WriteTx, 'replaceCatalogue'> {
  const clear = ['item_term', 'item_code', 'item'].map((table) =>
    db.prepare(`DELETE FROM ${table}`),
  );
  const insertItem = db.prepare(`
    INSERT INTO item (item_no, item_id, name, pinyin, department, tax_code, tax_rate_bp,
      unit, price_minor, plu, min_age)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const insertCode = db.prepare<[string, number]>(
    'INSERT INTO item_code (code, item_no) VALUES (?, ?)',
  );
  const terms = prepareTermInsert(db);
  const setVersion = db.prepare<[string, string]>(`
    INSERT INTO setting (key, value) VALUES (?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`);

  const insert = (itemNo: number, row: CatalogueRow): void => {
    insertItem.run(
      itemNo,
      row.itemId,
      JSON.stringify(row.name),
      row.pinyin,
      row.department,
      row.taxCode,
      row.taxRateBp,
      row.unit,
      row.priceMinor,
      row.plu,
      row.minAge ?? null,
    );
    for (const code of row.codes) insertCode.run(code, itemNo);
    for (const term of searchTerms(row.name, row.pinyin)) terms.add(term, itemNo);
  };

  return {
    replaceCatalogue: (version, rows) => {
      for (const statement of clear) statement.run();
      let itemNo = 0;
      terms.clear();
      for (const row of rows) {
        itemNo += 1;
        insert(itemNo, row);
      }
      terms.flush();
      setVersion.run(VERSION_KEY, version);
    },
  };
}

/** Terms in one insert: bounds the text that is handed to SQLite (about 15 MB). */
const TERMS_AT_ONCE = 500_000;

/**
 * Inserts search terms many at a time and in order: 100,000 items have over a million terms, and
 * one by one in the order of the items takes three times as long.
 */
function prepareTermInsert(db: WriteDb) {
  const insert = db.prepare<[string]>(`
    INSERT INTO item_term (term, item_no)
    SELECT value ->> 0 AS term, value ->> 1 AS item_no FROM json_each(?) ORDER BY 1, 2`);
  let waiting: [term: string, itemNo: number][] = [];

  function flush(): void {
    if (waiting.length > 0) insert.run(JSON.stringify(waiting));
    waiting = [];
  }

  return {
    /** Forgets what a replacement that was given up has left. */
    clear: () => {
      waiting = [];
    },
    add: (term: string, itemNo: number) => {
      waiting.push([term, itemNo]);
      if (waiting.length >= TERMS_AT_ONCE) flush();
    },
    flush,
  };
}

function itemOrNull(row: ItemRow | undefined): CatalogueItem | null {
  return row === undefined ? null : itemOf(row);
}

function nameOf(row: ItemRow): LocalText {
  return JSON.parse(row.name) as LocalText;
}

function itemOf(row: ItemRow): CatalogueItem {
  return {
    itemId: row.item_id,
    name: nameOf(row),
    department: row.department,
    taxCode: row.tax_code,
    taxRateBp: row.tax_rate_bp,
    unit: row.unit,
    priceMinor: minor(row.price_minor),
    plu: row.plu,
    ...(row.min_age === null ? {} : { minAge: row.min_age }),
  };
}
