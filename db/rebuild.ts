import { invariant } from '../core/assert.ts';
import { entryOfRow, prepareJournalReader } from './journal-rows.ts';
import { openScratch } from './scratch.ts';
import type { ReadDb, WriteDb } from './open.ts';
import { DERIVED_TABLES } from './project/projection.ts';
import { type EntryDifference, prepareReplay } from './project/replay.ts';

export interface TableDifference {
  readonly table: string;
  /** Position of the first row that differs, in order of the primary key, from 0. */
  readonly row: number;
  /** The live row as JSON, or null when it is missing. */
  readonly live: string | null;
  /** The row that the journal makes, or null when there is none. */
  readonly rebuilt: string | null;
}

export interface RebuildCheck {
  readonly entries: number;
  readonly rows: number;
  /** The first difference of each table that has one; empty when they agree. */
  readonly differences: readonly TableDifference[];
  /** Entries that state what the entries before them do not make. */
  readonly misfits: readonly EntryDifference[];
}

export interface Rebuilt {
  readonly entries: number;
  readonly misfits: readonly EntryDifference[];
}

/**
 * Empties the read tables and makes them again from the journal, in one transaction: it is all
 * old or all new. An entry that cannot follow what comes before it is left out and told of.
 */
export function rebuildDerived(db: WriteDb): Rebuilt {
  return db
    .transaction(() => {
      for (const table of DERIVED_TABLES) db.prepare(`DELETE FROM ${table}`).run();
      return replay(db, db);
    })
    .immediate();
}

/**
 * Makes the read tables once more from the journal of `live`, in a temporary database, and
 * compares them with the live ones row by row. `live` is only read; run it inside one read
 * transaction when a register may be writing.
 */
export function checkDerived(live: ReadDb): RebuildCheck {
  const scratch = openScratch();
  try {
    const { entries, misfits } = scratch.db.transaction(() => replay(live, scratch.db)).immediate();
    const differences: TableDifference[] = [];
    let rows = 0;
    for (const table of DERIVED_TABLES) {
      const result = compareTable(table, live, scratch.db);
      rows += result.rows;
      if (result.difference !== null) differences.push(result.difference);
    }
    return { entries, rows, differences, misfits };
  } finally {
    scratch.close();
  }
}

function replay(from: ReadDb, into: WriteDb): Rebuilt {
  const made = prepareReplay(into);
  let entries = 0;
  for (const row of prepareJournalReader(from).rows(1)) {
    made.add(entryOfRow(row));
    entries += 1;
  }
  return { entries, misfits: made.differences };
}

function compareTable(
  table: string,
  live: ReadDb,
  rebuilt: ReadDb,
): { rows: number; difference: TableDifference | null } {
  const sql = `SELECT * FROM ${table} ORDER BY ${keyOf(table, live)}`;
  const left = live.prepare(sql).raw().iterate();
  const right = rebuilt.prepare(sql).raw().iterate();
  try {
    for (let row = 0; ; row += 1) {
      const one = jsonOf(left.next());
      const other = jsonOf(right.next());
      if (one === null && other === null) return { rows: row, difference: null };
      if (one !== other) {
        return { rows: row, difference: { table, row, live: one, rebuilt: other } };
      }
    }
  } finally {
    left.return?.();
    right.return?.();
  }
}

function keyOf(table: string, db: ReadDb): string {
  const columns = db
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk')
    .pluck()
    .all(table);
  invariant(columns.length > 0, `table ${table} has no primary key`);
  return columns.join(', ');
}

function jsonOf(step: IteratorResult<unknown>): string | null {
  return step.done === true ? null : JSON.stringify(step.value);
}
