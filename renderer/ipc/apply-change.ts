import type {
  LinesChange,
  Sliced,
  SnapshotLine,
  SnapshotNews,
} from '../../contracts/till/slices.ts';

type Change<S> = Extract<SnapshotNews<never, S>, { kind: 'change' }>;

/**
 * The state after a change; null where the change does not follow from the held state, which is then
 * as good as unknown. What did not change stays the same object.
 */
export function applyChange<S>(held: Sliced<S>, change: Change<S>): Sliced<S> | null {
  if (change.base !== held.revision) return null;
  const lines = change.lines === null ? held.lines : changedLines(held.lines, change.lines);
  if (lines === null) return null;
  return { revision: change.revision, slices: { ...held.slices, ...change.slices }, lines };
}

function changedLines(
  held: readonly SnapshotLine[],
  { removed, replaced, added }: LinesChange,
): readonly SnapshotLine[] | null {
  const gone = new Set(removed);
  const inPlace = new Map(replaced.map((line) => [line.lineId, line]));
  const left = held.filter(({ lineId }) => !gone.has(lineId));
  if (left.length !== held.length - removed.length) return null;
  const ids = new Set(left.map(({ lineId }) => lineId));
  if (replaced.some(({ lineId }) => !ids.has(lineId))) return null;
  return [...left.map((line) => inPlace.get(line.lineId) ?? line), ...added];
}
