import type { JournalEntry } from '../../core/journal/entry.ts';
import type { TillContext } from './context.ts';
import type { EntrySlices } from '../ports/head-office.ts';
import type { ReadTx } from '../ports/store.ts';

type ReadSlice = (tx: ReadTx, from: number, to: number) => readonly JournalEntry[];

/** Read at once: so long does a scan wait at the most while a day is read in slices. */
export const SLICE_ENTRIES = 100;

/** The register was stopped while its entries were read; who reads them stops too. */
export class ReadingEnded extends Error {}

/**
 * Entries `from` to `to` of the journal, both included. Between two slices the service does what
 * else is due, scans first of all, so a day of any size keeps nobody waiting. Nothing can come
 * between the entries meanwhile: the journal only grows at its end. Throws `ReadingEnded` when
 * the register stops, else what the store throws.
 */
export async function* entrySlices(
  ctx: TillContext,
  from: number,
  to: number,
  read: ReadSlice = (tx, first, last) => tx.entries(first, last),
): EntrySlices {
  for (let next = from; next <= to; next += SLICE_ENTRIES) {
    if (next > from) {
      await othersFirst();
      ctx.faultPoint('betweenSlices');
    }
    if (ctx.state.ended) throw new ReadingEnded('the register has stopped');
    const last = Math.min(to, next + SLICE_ENTRIES - 1);
    yield ctx.store.read((tx) => read(tx, next, last));
  }
}

/** Lets everything run that is waiting: bytes of the scanner, a window's command, a timer. */
function othersFirst(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
