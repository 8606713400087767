import { existsSync, rmSync } from 'node:fs';
import { putInPlace } from '../host/write-whole-file.ts';
import { type CopyVerdict, readCopy } from './copy-file.ts';
import { prepareEntryInsert } from './journal.ts';
import { openDatabase } from './open.ts';
import { type EntryDifference, prepareReplay } from './project/replay.ts';
import { storeFault } from './sqlite-fault.ts';

export interface RestoreVerdict {
  readonly copy: CopyVerdict;
  /** Entries that state what the entries before them do not make: they are in the journal all the same. */
  readonly misfits: readonly EntryDifference[];
}

/**
 * Makes a database at `target` from a second copy: journal and read tables. What does not come
 * from the journal (people, catalogue, settings, batches and head office's answers) is not in it
 * and is published again by head office.
 *
 * The copy is proved while it is read; with a fault nothing is left at `target`, and the verdict
 * says which line. An existing file is never touched: `StoreFault` `io`.
 */
export function restoreFromCopy(copyPath: string, target: string): RestoreVerdict {
  if (existsSync(target)) throw storeFault('io', `${target} exists already`);
  const unfinished = `${target}.restoring`;
  removeDatabase(unfinished);
  try {
    const verdict = fill(unfinished, copyPath);
    if (verdict.copy.ok) putInPlace(unfinished, target);
    return verdict;
  } finally {
    removeDatabase(unfinished);
  }
}

function fill(path: string, copyPath: string): RestoreVerdict {
  const opened = openDatabase(path);
  try {
    const insert = prepareEntryInsert(opened.db);
    const made = prepareReplay(opened.db);
    // One transaction: whatever stops it, there is no half a journal.
    const copy = opened.db
      .transaction(() =>
        readCopy(copyPath, (entry) => {
          insert(entry);
          made.add(entry);
        }),
      )
      .immediate();
    return { copy, misfits: made.differences };
  } finally {
    // Closing the only connection moves the write-ahead log into the file.
    opened.close();
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(path + suffix, { force: true });
}
