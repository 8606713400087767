import { add, type Minor, subtract, ZERO } from '../money/minor.ts';
import type { CardGroup } from './card-group.ts';
import { isPaid } from '../payment/machine.ts';
import type { PaymentState } from '../payment/types.ts';

/** An attempt of the open card batch as the register knows it, whatever became of it. */
export interface SettlementAttempt {
  readonly attemptId: string;
  readonly way: 'payment' | 'void' | 'refund';
  readonly state: PaymentState;
  /** As it is booked; of what is not, as the terminal approved it, else as it was asked. */
  readonly amountMinor: Minor;
  /** null when the terminal has told nothing of it that is kept. */
  readonly group: CardGroup | null;
  readonly receiptNo: string;
  /** The register's own number of it, null where it had none. */
  readonly reference: string | null;
  readonly originalAttemptId: string | null;
}

/** How many transactions, and what they come to; money that went back is negative. */
export interface CountAndSum {
  readonly count: number;
  readonly amountMinor: Minor;
}

/** One transaction as a terminal lists it; what went back is negative. */
export interface ListedTransaction {
  readonly receiptNo: string;
  readonly reference: string;
  readonly group: CardGroup;
  readonly amountMinor: Minor;
}

/** A batch by the terminal's own book. */
export interface TerminalBook {
  readonly totalMinor: Minor;
  readonly count: number;
  /** Per kind of card; null when the terminal tells one sum only. */
  readonly groups: readonly (CountAndSum & { readonly group: CardGroup })[] | null;
  /** Every transaction; null when the terminal does not list them. */
  readonly items: readonly ListedTransaction[] | null;
}

/** One transaction that may stand in a book, with what it adds to count and sum there. */
export interface BookLine extends CountAndSum {
  readonly attemptId: string;
  readonly receiptNo: string;
  readonly reference: string | null;
  readonly group: CardGroup | null;
  /** A supervisor decided that it was paid. */
  readonly byHand: boolean;
}

export const NOTHING: CountAndSum = { count: 0, amountMinor: ZERO };

/**
 * What an attempt adds to a batch. A void takes its payment out again, so it counts −1: terminals
 * leave a reversed payment and its reversal out of their totals. A refund is a transaction of its
 * own with a negative amount.
 */
export function effectOf(attempt: Pick<SettlementAttempt, 'way' | 'amountMinor'>): CountAndSum {
  const { way, amountMinor } = attempt;
  if (way === 'payment') return { count: 1, amountMinor };
  return { count: way === 'void' ? -1 : 1, amountMinor: subtract(ZERO, amountMinor) };
}

/** What the register holds for done, in order; a payment and its void are both left out. */
export function bookedLines(attempts: readonly SettlementAttempt[]): BookLine[] {
  const done = attempts.filter(({ state }) => isPaid(state));
  const here = new Set<string | null>(done.map(({ attemptId }) => attemptId));
  const voids = done.filter((each) => each.way === 'void' && here.has(each.originalAttemptId));
  const voided = new Set(voids.map(({ originalAttemptId }) => originalAttemptId));
  return done
    .filter((each) => !voided.has(each.way === 'void' ? each.originalAttemptId : each.attemptId))
    .map((attempt) => lineOf(attempts, attempt));
}

/** An attempt as a line of a book, with the card of its payment when it gives one back. */
export function lineOf(
  attempts: readonly SettlementAttempt[],
  attempt: SettlementAttempt,
): BookLine {
  const original = attempts.find(({ attemptId }) => attemptId === attempt.originalAttemptId);
  return {
    ...effectOf(attempt),
    attemptId: attempt.attemptId,
    receiptNo: attempt.receiptNo,
    reference: attempt.reference,
    group: attempt.group ?? original?.group ?? null,
    byHand: attempt.state === 'resolvedPaid',
  };
}

/** Count and sum of some lines. */
export function totalOf(lines: Iterable<CountAndSum>): CountAndSum {
  let total = NOTHING;
  for (const line of lines) total = plus(total, line);
  return total;
}

/** The sum of two. */
export function plus(a: CountAndSum, b: CountAndSum): CountAndSum {
  return { count: a.count + b.count, amountMinor: add(a.amountMinor, b.amountMinor) };
}

/** What is missing from `b` to come to `a`. */
export function minus(a: CountAndSum, b: CountAndSum): CountAndSum {
  return plus(a, opposite(b));
}

/** The same transactions taken away. */
export function opposite(a: CountAndSum): CountAndSum {
  return { count: 0 - a.count, amountMinor: subtract(ZERO, a.amountMinor) };
}

/** True when neither count nor sum is left. */
export function isNothing(a: CountAndSum): boolean {
  return a.count === 0 && a.amountMinor === 0;
}
