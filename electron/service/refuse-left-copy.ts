import { open } from 'node:fs/promises';
import { entryOfLine } from '../../db/entry-line.ts';
import { examineTail } from '../../db/second-copy-tail.ts';
import type { RegisterStore } from '../../db/store.ts';
import type { Log } from '../../till/ports/system.ts';
import { COPY_DISK, readFlow } from '../../till/ports/flow-state.ts';
import { inTime } from './real-time.ts';

/** As long as a disk or a share that is no longer used may keep the register from its start. */
const LEFT_COPY_MS = 10_000;
/** More than the first entry of a journal. */
const FIRST_LINE_BYTES = 64 * 1024;

/** The copy at the place that the settings named before has more than this database. */
export class LeftCopy extends Error {
  override readonly name = 'LeftCopy';
}

interface Place {
  /** Opens the database without a second copy: a store that has one begins it, and remembers its place. */
  readonly store: () => RegisterStore;
  readonly identity: { readonly storeId: string; readonly registerId: string };
  readonly log: Log;
}

/**
 * Throws `LeftCopy` where `path` names another place for the second copy than before, and the copy that was
 * left at that place has entries which neither the database nor the copy at `path` has: an older
 * database was laid back, and its witness would be out of sight. Left alone otherwise: a person decides by the copy
 * at `path`. A copy that is gone, cannot be read within ten seconds or is another register's says nothing.
 */
export async function refuseLeftCopy(path: string | null, place: Place): Promise<void> {
  const store = place.store();
  try {
    await compare(path, { ...place, store });
  } finally {
    store.close();
  }
}

type Opened = Omit<Place, 'store'> & { readonly store: RegisterStore };

async function compare(path: string | null, place: Opened): Promise<void> {
  const left = place.store.read((tx) => readFlow(tx, COPY_DISK));
  if (left === null || left.path === path) return;
  const before = await furtherEntry(left.path, place);
  if (before === null) return;
  const now = path === null ? null : await furtherEntry(path, place);
  if (now !== null && now >= before) return;
  throw new LeftCopy(`${left.path}: goes on to entry ${before}; secondCopyPath: ${path}`);
}

/** The last entry of a copy of this journal that the database has not; null where it has them all. */
async function furtherEntry(path: string, place: Opened): Promise<number | null> {
  const looked = await inTime(lookAt(path, place), LEFT_COPY_MS);
  if (looked === 'late') place.log.warn('a copy that was left does not answer', { path });
  return looked === 'late' ? null : looked;
}

async function lookAt(path: string, { store, identity, log }: Opened): Promise<number | null> {
  const hashAt = (seq: number) => store.read((tx) => tx.entries(seq, seq)[0]?.hash ?? null);
  try {
    const file = await open(path, 'r');
    try {
      const { buffer } = await file.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0);
      const first = entryOfLine(buffer.toString('utf8').split('\n')[0] ?? '');
      // Of another beginning: it was left on purpose when this journal began.
      if (first !== null && hashAt(first.seq) !== first.hash) return null;
      const judge = { hashAt, identity, beginning: () => new Uint8Array(), onOurDisk: false };
      const tail = await examineTail(file, judge);
      return tail.kind === 'opposes' ? tail.head.seq : null;
    } finally {
      await file.close();
    }
  } catch (caught) {
    // Gone with its disk, a folder, not readable: no witness.
    if (!(caught instanceof Error && 'code' in caught)) throw caught;
    log.warn('a copy that was left cannot be read', { path, code: caught.code });
    return null;
  }
}
