import Database from 'better-sqlite3';
import { makePrivateFile } from './private-file.ts';
import { withFaults } from './sqlite-fault.ts';

export interface WriterLock {
  /** Lets the next process in. Safe to call twice. */
  release(): void;
}

/**
 * Makes this process the only one that writes the database at `path`, until it releases the lock
 * or ends, however it ends.
 *
 * WAL mode itself admits writers from several processes, one after the other. Two registers on
 * one file would each be consistent and together give a shop two tills with one journal, so the
 * second is refused: the lock is an open exclusive transaction on an empty database beside the
 * real one (`<path>.lock`). It rests on the operating system's own file locks, which die with
 * their process: a kill leaves nothing to clean up, on Windows as on Linux. Readers of the real
 * file are not touched by it. The file stays behind, empty; deleting it would open a race.
 *
 * Throws `StoreFault` `locked` when somebody else holds it.
 */
export function takeWriterLock(path: string): WriterLock {
  const lockPath = `${path}.lock`;
  return withFaults(lockPath, () => {
    makePrivateFile(lockPath);
    const lock = new Database(lockPath, { timeout: 0 });
    try {
      lock.pragma('journal_mode = MEMORY');
      lock.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      lock.close();
      throw error;
    }
    return {
      release: () => {
        if (!lock.open) return;
        lock.exec('ROLLBACK');
        lock.close();
      },
    };
  });
}
