import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { APPLICATION_ID, peekMarks } from './peek.ts';
import { makePrivateFile } from '../host/private-file.ts';
import { storeFault, withFaults } from './sqlite-fault.ts';
import { takeWriterLock, type WriterLock } from './writer-lock.ts';

declare const writable: unique symbol;

/** A connection that may only read; reports and checks get this. */
export type ReadDb = Pick<Database.Database, 'prepare' | 'name' | 'open' | 'inTransaction'>;

/** The one connection that writes. */
export type WriteDb = Database.Database & { readonly [writable]: true };

export interface OpenedDatabase {
  readonly db: WriteDb;
  /** Closes the connection and lets the next process in. */
  close(): void;
}

/** A reader that meets a checkpoint waits this long before it says `locked`. */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * A checkpoint copies the log into the file and is slow beside a commit. `store.ts` runs it when
 * the till is idle; this many pages (16 MB) is only the limit if it is never idle.
 */
const CHECKPOINT_PAGES = 4_000;

/**
 * Opens the register's database for writing, making or migrating it first, and proves that it
 * can be written. Only one process can: the second gets `locked` (see `writer-lock.ts`).
 *
 * Throws `StoreFault`: `newerSchema` (file untouched, to the byte), `corrupt`, `readOnly`,
 * `diskFull`, `locked`, `io`.
 */
export function openDatabase(
  path: string,
  steps: readonly Migration[] = migrations,
): OpenedDatabase {
  if (!existsSync(dirname(path))) throw storeFault('io', `there is no folder for ${path}`);
  const lock = takeWriterLock(path);
  try {
    refuseForeignFile(path, steps);
    const db = withFaults(path, () => connect(path, steps));
    return { db, close: () => closeAll(db, lock) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/**
 * Opens an existing database for reading only, also while the register runs. Throws `StoreFault`
 * as `openDatabase` does; a file that was never migrated to this version's schema is refused.
 */
export function openReadOnly(path: string): Database.Database {
  const marks = peekMarks(path);
  if (marks === null) throw storeFault('io', `there is no database at ${path}`);
  refuseForeignFile(path, migrations);
  if (marks.userVersion < (migrations.at(-1)?.version ?? 0)) {
    throw storeFault(
      'io',
      `${path}: schema ${marks.userVersion} is older, start the register once`,
    );
  }
  return withFaults(path, () => {
    const db = new Database(path, {
      readonly: true,
      fileMustExist: true,
      timeout: BUSY_TIMEOUT_MS,
    });
    db.pragma('trusted_schema = OFF');
    return db;
  });
}

function refuseForeignFile(path: string, steps: readonly Migration[]): void {
  const marks = peekMarks(path);
  if (marks === null) return;
  // A first start that was cut short before the first step leaves a file without any mark.
  if (marks.applicationId === 0 && marks.userVersion === 0) return;
  if (marks.applicationId !== APPLICATION_ID) {
    throw storeFault('corrupt', `${path} is not a register's database`);
  }
  const newest = steps.at(-1)?.version ?? 0;
  if (marks.userVersion > newest) {
    throw storeFault('newerSchema', `${path}: schema ${marks.userVersion}, known up to ${newest}`);
  }
}

function connect(path: string, steps: readonly Migration[]): WriteDb {
  makePrivateFile(path);
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    proveWritable(db, path);
    refuseUnmarkedTables(db, path);
    setPragmas(db, path);
    migrate(db, path, steps);
    flushFolder(dirname(path));
    // The only place where a connection becomes the writing one.
    return db as WriteDb;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** SQLite opens a file it may not write without a word, and fails at the first sale instead. */
function proveWritable(db: Database.Database, path: string): void {
  if (db.readonly) throw storeFault('readOnly', path);
  db.exec('BEGIN IMMEDIATE');
  const version = Number(db.pragma('user_version', { simple: true }));
  db.pragma(`user_version = ${version}`);
  db.exec('ROLLBACK');
}

/** Many programs leave their files unmarked: one with tables is somebody's, not a fresh start. */
function refuseUnmarkedTables(db: Database.Database, path: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
    throw storeFault('corrupt', `${path} is not a register's database`);
  }
}

function setPragmas(db: Database.Database, path: string): void {
  // Every pragma is read back: SQLite ignores one it does not know or cannot follow.
  expectPragma(db, path, 'journal_mode', 'WAL', 'wal');
  // FULL: each commit is fsynced. The build's own default for WAL is NORMAL, which can lose
  // the last sales at a power cut.
  expectPragma(db, path, 'synchronous', 'FULL', 2);
  expectPragma(db, path, 'foreign_keys', 'ON', 1);
  expectPragma(db, path, 'trusted_schema', 'OFF', 0);
  expectPragma(db, path, 'cell_size_check', 'ON', 1);
  // Without these two macOS only hands the bytes to the drive, which may keep them in its cache.
  expectPragma(db, path, 'fullfsync', 'ON', 1);
  expectPragma(db, path, 'checkpoint_fullfsync', 'ON', 1);
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
}

/** A new file's name is in its folder: without this a power cut can lose the file with it. */
function flushFolder(folder: string): void {
  // Windows cannot open a folder; there NTFS journals names by itself.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function expectPragma(
  db: Database.Database,
  path: string,
  name: string,
  value: string,
  expected: string | number,
): void {
  db.pragma(`${name} = ${value}`);
  const actual = db.pragma(name, { simple: true });
  if (actual !== expected) {
    throw storeFault('io', `${path}: ${name} stays ${String(actual)} instead of ${value}`);
  }
}

function closeAll(db: WriteDb, lock: WriterLock): void {
  try {
    if (db.open) withFaults(db.name, () => db.close());
  } finally {
    lock.release();
  }
}
