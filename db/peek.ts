import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { storeFault, withFaults } from './sqlite-fault.ts';

/** `PRAGMA application_id` of our files: the letters "TlWt". */
export const APPLICATION_ID = 0x546c5774;

export interface FileMarks {
  readonly userVersion: number;
  readonly applicationId: number;
}

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/**
 * Reads whose file this is and which schema it has, without changing a byte of it: a database
 * from a newer version must stay exactly as that version left it. Null when there is no file yet
 * or it is empty. Throws `StoreFault` `corrupt` when it is no SQLite file.
 *
 * The marks are in the file's header (sqlite.org/fileformat.html §1.3), except after a crash:
 * then the newest header may still be in the write-ahead log, and only SQLite can tell.
 */
export function peekMarks(path: string): FileMarks | null {
  if (!existsSync(path) || statSync(path).size === 0) return null;
  const header = readHeader(path);
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 16) !== MAGIC) {
    throw storeFault('corrupt', `${path} is not an SQLite file`);
  }
  if (hasWal(path)) return marksThroughWal(path);
  return { userVersion: header.readInt32BE(60), applicationId: header.readInt32BE(68) };
}

function readHeader(path: string): Buffer {
  const buffer = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    return buffer.subarray(0, readSync(file, buffer, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(file);
  }
}

function hasWal(path: string): boolean {
  const wal = `${path}-wal`;
  return existsSync(wal) && statSync(wal).size > 0;
}

function marksThroughWal(path: string): FileMarks {
  const hadIndex = existsSync(`${path}-shm`);
  return withFaults(path, () => {
    // A read-only connection never checkpoints: file and log stay as they are. The -shm file is
    // only an index of the log, rebuilt at need; one that we caused is taken away again.
    const db = new Database(path, { readonly: true, timeout: 0 });
    try {
      return {
        userVersion: Number(db.pragma('user_version', { simple: true })),
        applicationId: Number(db.pragma('application_id', { simple: true })),
      };
    } finally {
      db.close();
      if (!hadIndex) rmSync(`${path}-shm`, { force: true });
    }
  });
}
