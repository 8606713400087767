import { minor, sum } from '../money/minor.ts';
import type {
  SettlementAttempt,
  BookLine,
  ListedTransaction,
  TerminalBook,
} from '../settlement/batch-book.ts';
import { CARD_GROUPS } from '../settlement/card-group.ts';
import { compareSettlement } from '../settlement/compare-batch.ts';

/** Card batches for tests: the register's attempts, and what a terminal tells of its own. */

let made = 0;

/** A payment by Visa that was approved, with an id and a receipt number of its own. */
export function attempt(
  amountMinor: number,
  changes: Partial<SettlementAttempt> = {},
): SettlementAttempt {
  made += 1;
  return {
    attemptId: `a${made}`,
    way: 'payment',
    state: 'approved',
    amountMinor: minor(amountMinor),
    group: 'visa',
    receiptNo: String(made).padStart(4, '0'),
    reference: null,
    originalAttemptId: null,
    ...changes,
  };
}

/** What a terminal lists that has booked exactly these. */
export function itemsOf(lines: readonly BookLine[]): ListedTransaction[] {
  return lines.map(({ receiptNo, reference, group, amountMinor }) => ({
    receiptNo,
    reference: reference ?? '',
    group: group ?? 'other',
    amountMinor,
  }));
}

/** A terminal's book of these transactions, told as one sum, by kinds of card, or one by one. */
export function bookOf(items: readonly ListedTransaction[], tells: 'sum' | 'groups' | 'items') {
  const groups = CARD_GROUPS.map((group) => {
    const own = items.filter((item) => item.group === group);
    const amountMinor = sum(own.map((item) => item.amountMinor));
    return { group, count: own.length, amountMinor };
  });
  return {
    totalMinor: sum(items.map(({ amountMinor }) => amountMinor)),
    count: items.length,
    groups: tells === 'groups' ? groups : null,
    items: tells === 'items' ? items : null,
  } satisfies TerminalBook;
}

/** The differences as "group cause attempt amount", in their order. */
export function told(terminal: TerminalBook, attempts: readonly SettlementAttempt[]): string[] {
  return compareSettlement(terminal, attempts).differences.flatMap(({ group, explained }) =>
    explained.map(
      ({ cause, attemptId, amountMinor }) => `${group} ${cause} ${attemptId} ${amountMinor}`,
    ),
  );
}
