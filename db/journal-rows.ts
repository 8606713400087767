import type { ChainHead } from '../core/journal/chain.ts';
import { GENESIS_HASH, type JournalEntry } from '../core/journal/entry.ts';
import { readable } from '../core/journal/read-payload.ts';
import type { ReadDb } from './open.ts';

/** A row of table `journal` as SQLite gives it. */
export interface JournalRow {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly at_ms: number;
  readonly business_day: string | null;
  readonly actor: string;
  readonly store_id: string;
  readonly register_id: string;
  readonly payload: string;
  readonly prev_hash: string;
  readonly hash: string;
}

/** Rows are read in chunks: an open cursor would forbid every write until it is done. */
const CHUNK_ROWS = 500;

/** Makes the entry of a row. Throws `SyntaxError` when the payload is not JSON. */
export function entryOfRow(row: JournalRow): JournalEntry {
  const payload: unknown = JSON.parse(row.payload);
  return {
    seq: row.seq,
    id: row.id,
    type: row.type,
    version: row.version,
    atMs: row.at_ms,
    businessDay: row.business_day,
    actor: row.actor,
    storeId: row.store_id,
    registerId: row.register_id,
    payload,
    prevHash: row.prev_hash,
    hash: row.hash,
  };
}

export interface JournalReader {
  /** The newest entry's number and hash; 0 and GENESIS_HASH before the first. */
  head(): ChainHead;
  /** Entries `from` to `to`, both included, in order. */
  entries(from: number, to: number): JournalEntry[];
  /** The same as they are stored, also where a payload cannot be read. */
  slice(from: number, to: number): JournalRow[];
  /** Rows from `from` on, in order, without holding a cursor. */
  rows(from: number): IterableIterator<JournalRow>;
  /** Entries that carry a date, from the one that opened the day on, readable, without holding a cursor. */
  ofDay(day: { businessDay: string; openedSeq: number }): IterableIterator<JournalEntry>;
}

/** Prepares the reading statements of the journal. */
export function prepareJournalReader(db: ReadDb): JournalReader {
  const head = db.prepare<[], ChainHead>('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1');
  const slice = db.prepare<[number, number], JournalRow>(
    'SELECT * FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq',
  );
  const tail = db.prepare<[number, number], JournalRow>(
    'SELECT * FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?',
  );
  const day = db.prepare<[string, number, number], JournalRow>(
    'SELECT * FROM journal WHERE business_day = ? AND seq >= ? ORDER BY seq LIMIT ?',
  );
  return {
    head: () => head.get() ?? { seq: 0, hash: GENESIS_HASH },
    entries: (from, to) => slice.all(from, to).map(entryOfRow),
    slice: (from, to) => slice.all(from, to),
    rows: (from) => inChunks(from, (next) => tail.all(next, CHUNK_ROWS)),
    *ofDay({ businessDay, openedSeq }) {
      const rows = inChunks(openedSeq, (next) => day.all(businessDay, next, CHUNK_ROWS));
      for (const row of rows) yield readable(entryOfRow(row));
    },
  };
}

function* inChunks(
  from: number,
  fetch: (from: number) => readonly JournalRow[],
): IterableIterator<JournalRow> {
  let next = from;
  for (;;) {
    const rows = fetch(next);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < CHUNK_ROWS) return;
    next = last.seq + 1;
  }
}
