import { open, rm } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { checkIntegrity } from './migrate.ts';
import { makePrivateFile } from '../host/private-file.ts';
import { putInPlace } from '../host/write-whole-file.ts';
import { faultFrom } from './sqlite-fault.ts';

/**
 * Copies the database to `target` while it is in use (SQLite's online backup), checks the copy,
 * flushes it and only then gives it its name: a file called `target` is always whole, and only its
 * owner can read it. An older one is replaced. Throws `StoreFault` when the copy cannot be written or is damaged.
 */
export async function backupDatabase(db: Database.Database, target: string): Promise<void> {
  const unfinished = `${target}.part`;
  try {
    await rm(unfinished, { force: true });
    makePrivateFile(unfinished);
    await db.backup(unfinished);
    finish(unfinished);
    await flush(unfinished);
    putInPlace(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw faultFrom(error, target);
  }
}

function finish(path: string): void {
  const copy = new Database(path);
  try {
    // One file without a log beside it: it can be carried on a stick.
    copy.pragma('journal_mode = DELETE');
    checkIntegrity(copy, path);
  } finally {
    copy.close();
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
