import { isNumber, isSameNumber } from '../payment/terminal-mark.ts';
import {
  type SettlementAttempt,
  type BookLine,
  lineOf,
  type ListedTransaction,
} from './batch-book.ts';
import { type Suspect, terminalHas, terminalLacks } from './explain-difference.ts';

/** A cause, and in which kind of card it makes the books differ. */
export interface Mismatch {
  readonly group: string;
  readonly suspect: Suspect;
  /** Both books have it, as different cards: there is one more mismatch that makes up for it. */
  readonly isMove: boolean;
}

/**
 * Sets a terminal's list of transactions against the register's, one by one: the same reference
 * where both have one, else the same receipt number, and the same amount. What is left over
 * stands in one book alone, or was in doubt here.
 */
export function matchItems(
  items: readonly ListedTransaction[],
  attempts: readonly SettlementAttempt[],
  booked: readonly BookLine[],
): readonly Mismatch[] {
  const listed = new Set(items);
  const mismatches: Mismatch[] = [];
  for (const line of booked) {
    const group = line.group ?? 'other';
    const item = [...listed].find((each) => isSame(each, line));
    if (item === undefined) {
      const cause = line.byHand ? 'settledByHand' : 'onlyAtRegister';
      mismatches.push({ group, suspect: terminalLacks(cause, line), isMove: false });
      continue;
    }
    listed.delete(item);
    if (item.group === group) continue;
    const cause = line.byHand ? 'settledByHand' : 'otherGroup';
    mismatches.push({ group, suspect: terminalLacks(cause, line), isMove: true });
    mismatches.push({ group: item.group, suspect: terminalHas(cause, line), isMove: true });
  }
  const doubted = attempts
    .filter(({ state }) => state === 'unknown' || state === 'resolvedNotPaid')
    .map((attempt) => ({ attempt, line: lineOf(attempts, attempt) }));
  const used = new Set<string>();
  for (const item of listed) {
    const doubt = doubted.find(
      ({ line }) => !used.has(line.attemptId) && (isSame(item, line) || isNameless(item, line)),
    );
    if (doubt !== undefined) used.add(doubt.line.attemptId);
    mismatches.push({ group: item.group, suspect: alone(item, doubt), isMove: false });
  }
  return mismatches;
}

function isSame(item: ListedTransaction, line: BookLine): boolean {
  if (item.amountMinor !== line.amountMinor) return false;
  if (item.reference !== '' && line.reference !== null) return item.reference === line.reference;
  return isSameNumber(item.receiptNo, line.receiptNo);
}

/** An attempt whose answer was lost has no receipt number: the amount must do. */
function isNameless(item: ListedTransaction, line: BookLine): boolean {
  const cannotTell = item.reference === '' || line.reference === null;
  return cannotTell && !isNumber(line.receiptNo) && item.amountMinor === line.amountMinor;
}

function alone(
  item: ListedTransaction,
  doubt: { readonly attempt: SettlementAttempt; readonly line: BookLine } | undefined,
): Suspect {
  const cause =
    doubt === undefined
      ? 'onlyAtTerminal'
      : doubt.attempt.state === 'unknown'
        ? 'unknown'
        : 'settledByHand';
  return terminalHas(cause, {
    count: 1,
    amountMinor: item.amountMinor,
    attemptId: doubt?.line.attemptId ?? '',
    receiptNo: item.receiptNo,
    reference: item.reference,
    group: item.group,
    byHand: false,
  });
}
