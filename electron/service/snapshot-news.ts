import { isDeepStrictEqual } from 'node:util';
import type {
  LinesChange,
  Sliced,
  Slicing,
  SnapshotLine,
  SnapshotNews,
} from '../../contracts/till/slices.ts';

/** What one window is told of the snapshots, one after the other. */
export interface NewsTeller<V, S> {
  /** What to send of the newest snapshot. */
  next(snapshot: V): SnapshotNews<V, S>;
  /** The window asked and was answered with this one. */
  answered(snapshot: V): void;
}

/**
 * Tells what changed since the snapshot before. A revision stands for one content: where a window that
 * asked was given another one under the same number (while a register begins anew), nobody knows
 * what it has, and the next one goes whole.
 */
export function tellNews<V, S extends object>({ cut }: Slicing<V, S>): NewsTeller<V, S> {
  let last: Sliced<S> | null = null;
  return {
    next(snapshot) {
      const before = last;
      last = cut(snapshot);
      return before === null ? { kind: 'whole', snapshot } : changeBetween(before, last);
    },
    answered(snapshot) {
      if (last === null) return;
      const { revision, slices, lines } = changeBetween(last, cut(snapshot));
      const isSame = revision === last.revision && Object.keys(slices).length === 0;
      if (!isSame || lines !== null) last = null;
    },
  };
}

type Change<S> = Extract<SnapshotNews<never, S>, { kind: 'change' }>;

function changeBetween<S extends object>(before: Sliced<S>, after: Sliced<S>): Change<S> {
  const { revision } = after;
  const slices: Partial<S> = {};
  for (const name of Object.keys(after.slices) as (keyof S)[]) {
    // Parts that are kept from one snapshot to the next are the same object: seen at once.
    if (isDeepStrictEqual(before.slices[name], after.slices[name])) continue;
    slices[name] = after.slices[name];
  }
  const lines = linesBetween(before.lines, after.lines);
  return { kind: 'change', revision, base: before.revision, slices, lines };
}

/** Lines have ids and are added at the end; one that did not change is the same object. */
function linesBetween(
  before: readonly SnapshotLine[],
  after: readonly SnapshotLine[],
): LinesChange | null {
  const removed: string[] = [];
  const replaced: SnapshotLine[] = [];
  let kept = 0;
  for (const line of before) {
    const now = after[kept];
    if (now?.lineId !== line.lineId) {
      removed.push(line.lineId);
      continue;
    }
    if (now !== line) replaced.push(now);
    kept += 1;
  }
  const added = after.slice(kept);
  return removed.length + replaced.length + added.length === 0
    ? null
    : { removed, replaced, added };
}
