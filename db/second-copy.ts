import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ChainHead } from '../core/journal/chain.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import type { Clock, Log } from '../till/ports.ts';
import { lineOf } from './entry-line.ts';
import { examineTail } from './second-copy-tail.ts';

/** What the second copy reads: only committed entries. */
export interface JournalSource {
  head(): ChainHead;
  entries(from: number, to: number): JournalEntry[];
}

export interface SecondCopyHealth {
  /** `off`: none is configured. `missing`: its disk cannot be written; tried at each write. */
  readonly state: 'off' | 'ok' | 'behind' | 'missing';
  /** The last entry that is flushed to the copy's disk. */
  readonly copiedTo: number;
  /** A copy that did not agree with the database, kept under another name since this start. */
  readonly setAside: { readonly path: string; readonly reason: string } | null;
  /** The disk's last error, empty when there is none. */
  readonly error: string;
}

export interface SecondCopy {
  /** Says that entries may have been committed. Returns at once. */
  wake(): void;
  /** Resolves when the copy has caught up, or failed to. */
  settled(): Promise<void>;
  health(): SecondCopyHealth;
  /** Copies no further; what is missing follows at the next start. */
  stop(): void;
}

export interface SecondCopyOptions {
  /** A file; its folder is made, the folder above must be there or the disk counts as missing. */
  readonly path: string;
  readonly source: JournalSource;
  readonly clock: Clock;
  readonly log: Log;
}

/** Entries in one append: bounds memory while catching up a long journal. */
const APPEND_ENTRIES = 200;

const READ_WRITE_CREATE = constants.O_RDWR | constants.O_CREAT;

/** A second copy that is not configured. */
export const NO_SECOND_COPY: SecondCopy = {
  wake: () => undefined,
  settled: () => Promise.resolve(),
  health: () => ({ state: 'off', copiedTo: 0, setAside: null, error: '' }),
  stop: () => undefined,
};

/**
 * Keeps the journal a second time: the same entries, one a line, in a file that may be on another
 * disk, from which `restore` makes a database again.
 *
 * What it promises: every line was committed in the database first, lines are in order without
 * gap, and a sale never waits for this disk. It trails the database by what was committed since
 * the last flush, milliseconds on a healthy disk; losing the first disk in that moment loses
 * those entries. It catches up at start and after every commit, so a missing disk costs nothing
 * but the copy's age, which `health` tells.
 *
 * A torn end is cut off and written again. A copy that holds other entries than the database is
 * renamed to `<path>.diverged-<time>`, reported, and never written to.
 */
export function startSecondCopy(options: SecondCopyOptions): SecondCopy {
  const { path, source, clock, log } = options;
  let copiedTo = 0;
  /** Size of the good file as we left it; null when it must be examined first. */
  let knownSize: number | null = null;
  let setAside: SecondCopyHealth['setAside'] = null;
  let error = '';
  let running: Promise<void> | null = null;
  let stopped = false;

  async function findPosition(file: FileHandle): Promise<number | null> {
    const { size } = await file.stat();
    if (knownSize === size) return size;
    const verdict = await examineTail(file, (seq) => source.entries(seq, seq)[0]?.hash ?? null);
    if (verdict.kind === 'diverges') {
      await file.close();
      const target = `${path}.diverged-${clock.nowMs()}`;
      await rename(path, target);
      setAside = { path: target, reason: verdict.reason };
      log.error('second copy set aside', setAside);
      return null;
    }
    if (verdict.size < size) {
      await file.truncate(verdict.size);
      log.warn('torn end of the second copy cut off', { path, bytes: size - verdict.size });
    }
    copiedTo = verdict.seq;
    return verdict.size;
  }

  async function append(file: FileHandle, size: number): Promise<void> {
    let position = size;
    while (!stopped) {
      const head = source.head().seq;
      if (copiedTo >= head) break;
      const to = Math.min(copiedTo + APPEND_ENTRIES, head);
      const bytes = Buffer.from(
        source
          .entries(copiedTo + 1, to)
          .map(lineOf)
          .join(''),
        'utf8',
      );
      await writeAll(file, bytes, position);
      await file.datasync();
      position += bytes.length;
      copiedTo = to;
      knownSize = position;
    }
    knownSize = position;
  }

  async function catchUp(): Promise<void> {
    await makeFolder(dirname(path));
    const file = await open(path, READ_WRITE_CREATE, 0o600);
    try {
      const size = await findPosition(file);
      if (size !== null) return await append(file, size);
    } finally {
      await file.close();
    }
    // The diverging file is out of the way: begin a new copy.
    knownSize = null;
    copiedTo = 0;
    return catchUp();
  }

  async function run(): Promise<void> {
    try {
      while (!stopped && (knownSize === null || copiedTo < source.head().seq)) await catchUp();
      error = '';
    } catch (failure) {
      // The database was closed under a read: the next start goes on from here.
      if (stopped) return;
      // Whatever the disk says, the sale goes on: it is retried at the next write.
      knownSize = null;
      const message = failure instanceof Error ? failure.message : String(failure);
      if (message !== error) log.error('second copy not written', { path, message });
      error = message;
    } finally {
      running = null;
    }
  }

  return {
    wake: () => {
      if (!stopped) running ??= Promise.resolve().then(run);
    },
    settled: async () => {
      while (running !== null) await running;
    },
    health: () => ({ state: stateOf(), copiedTo, setAside, error }),
    stop: () => {
      stopped = true;
    },
  };

  function stateOf(): SecondCopyHealth['state'] {
    if (error !== '') return 'missing';
    return knownSize !== null && (stopped || copiedTo >= source.head().seq) ? 'ok' : 'behind';
  }
}

async function makeFolder(folder: string): Promise<void> {
  // Not the folders above it: on a disk that is not there they would be made on the first disk,
  // and the "second" copy would share its fate. Whatever keeps it from being made (it is there
  // already, it is the root of a drive, the disk is gone) shows when the file is opened.
  await mkdir(folder, 0o700).catch(() => undefined);
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
