import { constants, existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RefusedCopy } from '../till/ports/flow-state.ts';
import type { ChainHead } from '../core/journal/chain.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import type { Clock, Log } from '../till/ports/system.ts';
import { closeFileToOthers } from '../host/private-folder.ts';
import { type DiskMemory, flushNames, isSameDisk, lookAtDisk, takeDisk } from './copy-disk.ts';
import { lineOf, UNSEALED } from './entry-line.ts';
import type { RegisterIdentity } from './journal.ts';
import { examineTail, type TailVerdict } from './second-copy-tail.ts';

/** What the second copy reads: only committed entries. */
export interface JournalSource {
  head(): ChainHead;
  entries(from: number, to: number): JournalEntry[];
}

export interface SecondCopyHealth {
  /**
   * `off`: none is configured. `missing`: its disk cannot be written; tried at each write. `opposes`:
   * it speaks against the database and waits for a person's decision. `foreign`: the file is not ours.
   * Neither of these two is written to or renamed. `noDisk`, `otherDisk`: its disk is not the one at
   * this path (see `copy-disk.ts`); nothing is written until it is, or a manager says it shall be.
   */
  readonly state:
    | 'off'
    | 'ok'
    | 'behind'
    | 'missing'
    | 'opposes'
    | 'foreign'
    | 'noDisk'
    | 'otherDisk';
  /** It is on the database's own disk and would be lost with it. */
  readonly onSameDisk: boolean;
  /** The last entry that is flushed to the copy's disk. */
  readonly copiedTo: number;
  /** The newest entry of a copy that speaks against the database; null when it does not. */
  readonly opposes: ChainHead | null;
  /** A copy that was decided against, kept under this name since this start. */
  readonly setAside: string | null;
  /** The disk's last error, or what the foreign file is; empty when there is none. */
  readonly error: string;
}

export interface SecondCopy {
  /** Says that entries may have been committed. Returns at once. */
  wake(): void;
  /** Resolves when the file was looked at for the first time, or could not be. */
  examined(): Promise<void>;
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
  readonly identity: RegisterIdentity;
  readonly disk: DiskMemory;
  readonly databasePath: string;
  readonly refused: () => RefusedCopy | null;
  /** The copy began to speak against the database. */
  readonly onOpposes: () => void;
  /** Whether it works, or why it does not, is another answer than before. */
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Entries in one append: bounds memory while catching up a long journal. */
const APPEND_ENTRIES = 200;

const READ_WRITE_CREATE = constants.O_RDWR | constants.O_CREAT;

/** A second copy that is not configured. */
export const NO_SECOND_COPY: SecondCopy = {
  wake: () => undefined,
  examined: () => Promise.resolve(),
  settled: () => Promise.resolve(),
  health: () => ({
    state: 'off',
    onSameDisk: false,
    copiedTo: 0,
    opposes: null,
    setAside: null,
    error: '',
  }),
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
 * A torn end is cut off and written again. A copy that speaks against the database stays as it is
 * until a person has decided (`core/journal/loss.ts`): the one decided against is renamed, kept, and a
 * new one begun. A file that is no journal of this register is never renamed and never written to.
 */
export function startSecondCopy(options: SecondCopyOptions): SecondCopy {
  const { path, source, clock, log } = options;
  let copiedTo = 0;
  /** Size of the good file as we left it; null when it must be examined first. */
  let knownSize: number | null = null;
  /** A file that is not written to: what it is, and how it looked then. */
  let held: { readonly opposes: ChainHead | null; readonly looks: string } | null = null;
  /** The copy's disk is not the one that is there. */
  let awaited: 'noDisk' | 'otherDisk' | null = null;
  let onSameDisk = false;
  let told = 'ok false';
  let setAside: string | null = null;
  let error = '';
  let running: Promise<void> | null = null;
  let stopped = false;
  let woken = false;
  let tellExamined: () => void = () => undefined;
  const examined = new Promise<void>((resolve) => {
    tellExamined = resolve;
  });

  async function findPosition(
    file: FileHandle,
    onOurDisk: boolean,
  ): Promise<number | 'held' | 'setAside'> {
    const found = await file.stat();
    // A folder does not open for writing; a pipe does, and swallows what is written.
    if (!found.isFile()) throw new Error(`${path} is not a file`);
    const { size, mtimeMs } = found;
    const looks = `${size} ${mtimeMs}`;
    if (held?.looks === looks) return 'held';
    if (knownSize === size) return size;
    const verdict = await examineTail(file, {
      hashAt: (seq) => source.entries(seq, seq)[0]?.hash ?? null,
      identity: options.identity,
      beginning: () => linesOf(source.entries(1, APPEND_ENTRIES)),
      onOurDisk,
    });
    if (verdict.kind === 'agrees') {
      held = null;
      if (verdict.size < size) {
        await file.truncate(verdict.size);
        // Else what was torn could come back under what is written there next.
        await file.datasync();
        log.warn('torn end of the second copy cut off', { path, bytes: size - verdict.size });
      }
      copiedTo = verdict.seq;
      return verdict.size;
    }
    if (verdict.kind === 'opposes' && options.refused()?.hash === verdict.head.hash) {
      held = null;
      return 'setAside';
    }
    hold(verdict, looks);
    return 'held';
  }

  function hold(verdict: Exclude<TailVerdict, { kind: 'agrees' }>, looks: string): void {
    knownSize = null;
    const opposes = verdict.kind === 'opposes' ? verdict.head : null;
    held = { opposes, looks };
    error = verdict.kind === 'foreign' ? verdict.reason : '';
    log.error('second copy not written to', { path, ...verdict });
    if (opposes !== null) options.onOpposes();
  }

  async function putAside(): Promise<void> {
    const wanted = join(dirname(path), options.refused()?.keptAs ?? '');
    const target = existsSync(wanted) ? `${path}.kept-${clock.nowMs()}` : wanted;
    await rename(path, target);
    setAside = target;
    log.warn('second copy set aside, as was decided', { target });
    knownSize = null;
    copiedTo = 0;
  }

  async function append(file: FileHandle, size: number): Promise<void> {
    let position = size;
    while (!stopped) {
      const head = source.head().seq;
      if (copiedTo >= head) break;
      const to = Math.min(copiedTo + APPEND_ENTRIES, head);
      const bytes = linesOf(source.entries(copiedTo + 1, to));
      await writeSealed(file, bytes, position);
      position += bytes.length;
      copiedTo = to;
      knownSize = position;
    }
    knownSize = position;
  }

  async function catchUp(): Promise<void> {
    const disk = await lookAtDisk(path, options.disk);
    if (disk === 'noDisk' || disk === 'otherDisk') return await waitFor(disk);
    awaited = null;
    if (disk !== 'ours') await makeFolder(dirname(path));
    const file = await open(path, READ_WRITE_CREATE, 0o600);
    let position: Awaited<ReturnType<typeof findPosition>>;
    try {
      position = await findPosition(file, disk !== 'fresh');
      tellExamined();
      if (typeof position === 'number') {
        if (disk !== 'ours' || knownSize !== position) await settleDown(disk);
        return await append(file, position);
      }
    } finally {
      await file.close();
    }
    if (position === 'held') return;
    await putAside();
    // What was decided against is out of the way: begin a new copy.
    return catchUp();
  }

  async function waitFor(disk: 'noDisk' | 'otherDisk'): Promise<void> {
    if (awaited !== disk) log.error('second copy: not its disk', { path, disk });
    awaited = disk;
    onSameDisk = false;
    held = null;
    knownSize = null;
  }

  /** The file is ours to write to: from here on it is known again, and there after a power cut. */
  async function settleDown(disk: 'ours' | 'marked' | 'fresh'): Promise<void> {
    closeFileToOthers(path, log);
    await flushNames(dirname(path));
    if (disk !== 'ours') await takeDisk(path, options.disk);
    onSameDisk = await isSameDisk(path, options.databasePath);
  }

  async function run(): Promise<void> {
    try {
      while (!stopped && (knownSize === null || copiedTo < source.head().seq)) {
        woken = false;
        await catchUp();
        // What was committed meanwhile may be the word that it waits for.
        if ((held !== null || awaited !== null) && !woken) break;
      }
      if (held === null) error = '';
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
      tellExamined();
      tellChange();
    }
  }

  /** Being a few entries behind is how it works. */
  function tellChange(): void {
    const state = stateOf();
    const now = `${state === 'behind' ? 'ok' : state} ${onSameDisk}`;
    if (stopped || now === told) return;
    told = now;
    options.onChange();
  }

  return {
    wake: () => {
      woken = true;
      if (!stopped) running ??= Promise.resolve().then(run);
    },
    examined: () => examined,
    settled: async () => {
      while (running !== null) await running;
    },
    health: () => ({
      state: stateOf(),
      onSameDisk,
      copiedTo,
      opposes: held?.opposes ?? null,
      setAside,
      error,
    }),
    stop: () => {
      stopped = true;
    },
  };

  function stateOf(): SecondCopyHealth['state'] {
    if (awaited !== null) return awaited;
    if (held !== null) return held.opposes === null ? 'foreign' : 'opposes';
    if (error !== '') return 'missing';
    return knownSize !== null && (stopped || copiedTo >= source.head().seq) ? 'ok' : 'behind';
  }
}

function linesOf(entries: readonly JournalEntry[]): Buffer {
  return Buffer.from(entries.map(lineOf).join(''), 'utf8');
}

/**
 * Appends lines so that whoever reads them can tell an append that was cut off from lines that a disk
 * has spoilt. A disk may bring the last sector of a write before its first: whole lines behind a hole.
 * So the first byte stays 0, which no line begins with, until all the others are flushed.
 */
async function writeSealed(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  const [seal = 0] = bytes;
  bytes[0] = UNSEALED;
  await writeAll(file, bytes, position);
  await file.datasync();
  await writeAll(file, Buffer.of(seal), position);
  await file.datasync();
}

async function makeFolder(folder: string): Promise<void> {
  // Not the folders above it: on a disk that is not there they would be made on the first disk,
  // and the "second" copy would share its fate. Whatever keeps it from being made (it is there
  // already, it is the root of a drive, the disk is gone) shows when the file is opened.
  const isMade = await mkdir(folder, 0o700).then(
    () => true,
    () => false,
  );
  if (isMade) await flushNames(dirname(folder));
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
