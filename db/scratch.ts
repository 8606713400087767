import Database from 'better-sqlite3';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import type { OpenedDatabase, WriteDb } from './open.ts';

/**
 * A database of this schema that leaves nothing behind: for checks and for tests of the schema.
 * An empty file name is a temporary file that SQLite removes, so that a year's journal fits.
 */
export function openScratch(steps: readonly Migration[] = migrations): OpenedDatabase {
  const db = new Database('');
  db.pragma('foreign_keys = ON');
  db.pragma('synchronous = OFF');
  migrate(db, '', steps);
  return {
    db: db as WriteDb,
    close: () => {
      db.close();
    },
  };
}
