import type { BatchExplanation } from '../journal/events.ts';
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
  readonly cause: BatchExplanation['cause'];
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
  const sizes = suspects.length > MOST_TO_COMBINE ? [1] : [1, 2, 3];
  for (const size of sizes) {
    const found = combinations(suspects, difference, size);
    const first = found.next();
    if (first.done === true) continue;
    const isChance = onlyOne && size > 1 && found.next().done !== true;
    return isChance ? null : first.value;
  }
  return null;
}

/** Every choice of so many suspects that makes up the difference, in order. */
function* combinations(
  suspects: readonly Suspect[],
  difference: CountAndSum,
  size: number,
): Generator<readonly Suspect[]> {
  if (size === 1) {
    // By far most of the work: no sum is made for it.
    yield* suspects.filter((one) => isEqual(one, difference)).map((one) => [one]);
    return;
  }
  for (const [at, one] of suspects.entries()) {
    const others = combinations(suspects.slice(at + 1), minus(difference, one), size - 1);
    for (const chosen of others) yield [one, ...chosen];
  }
}

function isEqual(a: CountAndSum, b: CountAndSum): boolean {
  return a.count === b.count && a.amountMinor === b.amountMinor;
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
): BatchExplanation[] {
  const left = minus(difference, totalOf(found));
  const named = found.map(({ cause, line, amountMinor }) => ({
    cause,
    attemptId: line.attemptId,
    receiptNo: line.receiptNo,
    amountMinor,
  }));
  return isNothing(left) ? named : [...named, unexplained(left.amountMinor)];
}

function unexplained(amountMinor: Minor): BatchExplanation {
  return { cause: 'unexplained', attemptId: '', receiptNo: '', amountMinor };
}
