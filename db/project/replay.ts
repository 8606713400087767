import Database from 'better-sqlite3';
import { InvariantError } from '../../core/assert.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { WriteDb } from '../open.ts';
import { prepareProjection } from './projection.ts';

/** An entry that the read tables could not follow, or a figure in it that its forerunners deny. */
export interface EntryDifference {
  readonly seq: number;
  readonly what: string;
}

export interface Replay {
  /** Brings the read tables up to one more entry; never stops at one. */
  add(entry: JournalEntry): void;
  readonly differences: readonly EntryDifference[];
}

/**
 * Makes read tables from entries that are journaled already, within the transaction that is open.
 * The journal is the truth and must always come back: an entry that does not follow is left out of
 * the tables, noted, and the next one is taken.
 */
export function prepareReplay(db: WriteDb): Replay {
  const differences: EntryDifference[] = [];
  const project = prepareProjection(db, (seq, what) => differences.push({ seq, what }));
  const begin = db.prepare('SAVEPOINT entry');
  const keep = db.prepare('RELEASE entry');
  const undo = db.prepare('ROLLBACK TO entry');
  return {
    differences,
    add(entry) {
      begin.run();
      try {
        project(entry);
      } catch (error) {
        if (!isMisfit(error)) throw error;
        undo.run();
        differences.push({ seq: entry.seq, what: error.message });
      }
      keep.run();
    },
  };
}

/** What a projection says of an entry that cannot follow what is in the tables. */
export function isMisfit(error: unknown): error is Error {
  if (error instanceof InvariantError) return true;
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT');
}
