import type { SettlementExplanation } from '../journal/events/settlement.ts';
import type { Minor } from '../money/minor.ts';
import {
  type BookLine,
  type CountAndSum,
  isNothing,
  minus,
  opposite,
  totalOf,
} from './batch-book.ts';

/** Something that would make the two books differ, and by how much, if it is so. */
export interface Suspect extends CountAndSum {
  readonly cause: SettlementExplanation['cause'];
  readonly line: BookLine;
}

/** Three of a thousand transactions come to any amount by chance: pairs and threes of few only. */
const MOST_TO_COMBINE = 200;

/** The terminal has what `line` stands for, and the register does not count it. */
export function terminalHas(cause: Suspect['cause'], line: BookLine): Suspect {
  return { cause, line, count: line.count, amountMinor: line.amountMinor };
}

/** The register counts `line`, and the terminal does not have it. */
export function terminalLacks(cause: Suspect['cause'], line: BookLine): Suspect {
  return { cause, line, ...opposite(line) };
}

/**
 * The smallest group of at most three suspects that makes up a difference exactly, in count and
 * sum; of several that do, the first in the order given. `onlyOne`: null when two or three could
 * be chosen in more than one way, for then it would be chance.
 */
export function findTogether(
  suspects: readonly Suspect[],
  difference: CountAndSum,
  onlyOne: boolean,
): readonly Suspect[] | null {
  if (isNothing(difference)) return null;
  const single = suspects.find((suspect) => isNothing(minus(difference, suspect)));
  if (single !== undefined) return [single];
  if (suspects.length > MOST_TO_COMBINE) return null;
  for (const size of [2, 3] as const) {
    const found = combinations(suspects, difference, size);
    const first = found.next();
    if (first.done === true) continue;
    return onlyOne && found.next().done !== true ? null : first.value;
  }
  return null;
}

/** Every choice of two or three suspects that makes up the difference, in order. */
function* combinations(
  suspects: readonly Suspect[],
  difference: CountAndSum,
  size: 2 | 3,
): Generator<readonly Suspect[]> {
  const places = new Map<string, number[]>();
  for (const [index, suspect] of suspects.entries()) {
    const key = keyOf(suspect.count, suspect.amountMinor);
    places.set(key, [...(places.get(key) ?? []), index]);
  }
  function* lastOf(from: number, count: number, amountMinor: number): Generator<Suspect> {
    for (const index of places.get(keyOf(count, amountMinor)) ?? []) {
      const suspect = suspects[index];
      if (index > from && suspect !== undefined) yield suspect;
    }
  }
  for (const [i, one] of suspects.entries()) {
    const count = difference.count - one.count;
    const amountMinor = difference.amountMinor - one.amountMinor;
    if (size === 2) {
      for (const last of lastOf(i, count, amountMinor)) yield [one, last];
      continue;
    }
    for (const [offset, two] of suspects.slice(i + 1).entries()) {
      const j = i + 1 + offset;
      for (const last of lastOf(j, count - two.count, amountMinor - two.amountMinor)) {
        yield [one, two, last];
      }
    }
  }
}

function keyOf(count: number, amountMinor: number): string {
  return `${count} ${amountMinor}`;
}

/** True when taking `part` away brings a difference nearer to nothing and never beyond. */
export function isWithin(part: CountAndSum, difference: CountAndSum): boolean {
  return (
    !isNothing(part) &&
    isBetween(part.amountMinor, difference.amountMinor) &&
    isBetween(part.count, difference.count)
  );
}

function isBetween(part: number, whole: number): boolean {
  return part >= Math.min(0, whole) && part <= Math.max(0, whole);
}

/** As many suspects, in order, as fit into a difference that they do not make up. */
export function takeWithin(
  suspects: readonly Suspect[],
  difference: CountAndSum,
): readonly Suspect[] {
  const taken: Suspect[] = [];
  let left = difference;
  for (const suspect of suspects) {
    if (!isWithin(suspect, left)) continue;
    taken.push(suspect);
    left = minus(left, suspect);
  }
  return taken;
}

/** Found suspects as the journal keeps them, and what they leave as `unexplained`. */
export function explanations(
  found: readonly Suspect[],
  difference: CountAndSum,
): SettlementExplanation[] {
  const left = minus(difference, totalOf(found));
  const named = found.map(({ cause, line, amountMinor }) => ({
    cause,
    attemptId: line.attemptId,
    receiptNo: line.receiptNo,
    amountMinor,
  }));
  return isNothing(left) ? named : [...named, unexplained(left.amountMinor)];
}

function unexplained(amountMinor: Minor): SettlementExplanation {
  return { cause: 'unexplained', attemptId: '', receiptNo: '', amountMinor };
}
