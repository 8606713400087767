import type { Log } from '../till/ports/system.ts';
import { faultFrom } from './sqlite-fault.ts';
import type { WriteDb } from './open.ts';

export interface Checkpoints {
  noteCommit(): void;
  stop(): void;
}

/** Commits that make a checkpoint worth its two flushes. */
const COMMITS = 64;

/** Nobody waits at a till that has been quiet this long. */
const QUIET_MS = 250;

/**
 * Copies the write-ahead log into the database file when the till is quiet. Left to SQLite it
 * happens inside a commit, and every fiftieth customer or so would wait for it.
 */
export function scheduleCheckpoints(db: WriteDb, log: Log): Checkpoints {
  let commits = 0;
  let timer: NodeJS.Timeout | null = null;

  function checkpoint(): void {
    timer = null;
    if (!db.open || db.inTransaction) return;
    commits = 0;
    try {
      db.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      // The log keeps everything; the next checkpoint tries again.
      const fault = faultFrom(error, db.name);
      log.warn('checkpoint failed', { message: fault instanceof Error ? fault.message : '' });
    }
  }

  return {
    noteCommit: () => {
      commits += 1;
      if (timer !== null) timer.refresh();
      else if (commits >= COMMITS) timer = setTimeout(checkpoint, QUIET_MS).unref();
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
