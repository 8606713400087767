import { accessSync, constants, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreFault, type StoreFaultCode } from '../till/ports/store.ts';

/** Below this SQLite cannot grow its WAL index, and says "I/O error" instead of "full". */
const FULL_DISK_BYTES = 256 * 1024;

/** SQLite's primary result codes that are the world's fault, not ours (sqlite.org/rescode.html). */
const FAULTS: ReadonlyMap<string, StoreFaultCode> = new Map([
  ['SQLITE_FULL', 'diskFull'],
  ['SQLITE_READONLY', 'readOnly'],
  ['SQLITE_PERM', 'readOnly'],
  ['SQLITE_CORRUPT', 'corrupt'],
  ['SQLITE_NOTADB', 'corrupt'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_PROTOCOL', 'locked'],
  ['SQLITE_IOERR', 'io'],
  ['SQLITE_CANTOPEN', 'io'],
  ['SQLITE_NOMEM', 'io'],
]);

const MESSAGES: Readonly<Record<StoreFaultCode, string>> = {
  diskFull: 'The disk is full: free some space, nothing was half-written.',
  readOnly: 'The database cannot be written: check the rights of the file and its folder.',
  corrupt: 'The database file is damaged: restore it from the second copy or a backup.',
  newerSchema: 'The database belongs to a newer version of the program.',
  locked: 'Another program has the database open.',
  io: 'The disk does not answer as it should.',
  otherRegister: 'The database is another register’s: nothing was changed.',
};

/** A fault with the plain sentence for its code, followed by what exactly was seen. */
export function storeFault(code: StoreFaultCode, detail: string, cause?: unknown): StoreFault {
  const message = `${MESSAGES[code]} (${detail})`;
  return cause === undefined
    ? new StoreFault(code, message)
    : new StoreFault(code, message, { cause });
}

/**
 * What to throw for an error out of SQLite: a `StoreFault` for the disk's and the file's troubles;
 * the error itself for everything else (a broken constraint or wrong SQL is a bug).
 */
export function faultFrom(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const primary = error.code.split('_').slice(0, 2).join('_');
  const code = FAULTS.get(primary);
  if (code === undefined) return error;
  const told = code === 'io' ? causeOfIo(path) : code;
  return storeFault(told, `${path}: ${error.code}: ${error.message}`, error);
}

/** Runs `use`, turning SQLite's troubles into `StoreFault`s. */
export function withFaults<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    throw faultFrom(error, path);
  }
}

/** "Cannot open" and "I/O error" are also SQLite's words for a disk it may not or cannot fill. */
function causeOfIo(path: string): StoreFaultCode {
  if (diskIsFull(path)) return 'diskFull';
  return folderIsReadOnly(path) ? 'readOnly' : 'io';
}

function folderIsReadOnly(path: string): boolean {
  try {
    accessSync(dirname(path), constants.W_OK);
    return false;
  } catch (error) {
    // Not a folder that is gone: that is an I/O fault.
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return code === 'EROFS' || code === 'EACCES' || code === 'EPERM';
  }
}

function diskIsFull(path: string): boolean {
  try {
    const disk = statfsSync(dirname(path));
    return disk.bavail * disk.bsize < FULL_DISK_BYTES;
  } catch {
    // The disk itself is gone: then it is an I/O fault, not a full disk.
    return false;
  }
}
