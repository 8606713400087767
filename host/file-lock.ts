import Database from 'better-sqlite3';
import { makePrivateFile } from './private-file.ts';

/** What this process holds. A lock that nobody refers to would be cleaned up, and so let go. */
const held = new Set<Database.Database>();

export interface FileLock {
  /** Lets the next process in. Safe to call twice. */
  release(): void;
}

/**
 * Holds the file at `path` for this process until `release` or until it ends, however it ends; null
 * when somebody holds it. Of several that ask at one moment exactly one gets it.
 *
 * It is the operating system's own lock on a file, taken through SQLite because Node has none: a
 * write transaction that stays open on an empty database. Such a lock dies with its process, so a
 * kill leaves nothing to clean up, on Windows as on Linux, and it knows nothing of process numbers,
 * which a container counts anew. Only the lock of writing is taken: it is one step, while the way
 * to SQLite's exclusive lock has two, between which two askers can turn each other away. The file
 * stays behind, empty; deleting it would open a race.
 *
 * Throws SQLite's error when the file cannot be made or is something else.
 */
export function takeFileLock(path: string): FileLock | null {
  makePrivateFile(path);
  const lock = new Database(path, { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN IMMEDIATE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  held.add(lock);
  return {
    release: () => {
      if (!held.delete(lock)) return;
      lock.exec('ROLLBACK');
      lock.close();
    },
  };
}
