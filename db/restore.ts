import { existsSync, renameSync, rmSync } from 'node:fs';
import { type CopyVerdict, readCopy } from './copy-file.ts';
import { prepareEntryInsert } from './journal.ts';
import { openDatabase } from './open.ts';
import { prepareProjection } from './project/projection.ts';
import { storeFault } from './sqlite-fault.ts';

/**
 * Makes a database at `target` from a second copy: journal and read tables. What does not come
 * from the journal (people, catalogue, settings, batches and head office's answers) is not in it
 * and is published again by head office.
 *
 * The copy is proved while it is read; with a fault nothing is left at `target`, and the verdict
 * says which line. An existing file is never touched: `StoreFault` `io`.
 */
export function restoreFromCopy(copyPath: string, target: string): CopyVerdict {
  if (existsSync(target)) throw storeFault('io', `${target} exists already`);
  const unfinished = `${target}.restoring`;
  removeDatabase(unfinished);
  try {
    const verdict = fill(unfinished, copyPath);
    if (verdict.ok) renameSync(unfinished, target);
    return verdict;
  } finally {
    removeDatabase(unfinished);
  }
}

function fill(path: string, copyPath: string): CopyVerdict {
  const opened = openDatabase(path);
  try {
    const insert = prepareEntryInsert(opened.db);
    const project = prepareProjection(opened.db);
    // One transaction: whatever stops it, there is no half a journal.
    return opened.db
      .transaction(() =>
        readCopy(copyPath, (entry) => {
          insert(entry);
          project(entry);
        }),
      )
      .immediate();
  } finally {
    // Closing the only connection moves the write-ahead log into the file.
    opened.close();
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(path + suffix, { force: true });
}
