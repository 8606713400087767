import type { JournalEntry } from '../../core/journal/entry.ts';
import type { JournalPayloads } from '../../core/journal/events/all.ts';
import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import type { Finding } from './finding.ts';

/** One attempt to refund money, with what the terminal's book has of it. */
export interface Refunding {
  readonly attemptId: string;
  readonly returnId: string;
  readonly originalAttemptId: string;
  readonly amountMinor: number;
  readonly atMs: number;
  state: string;
  readonly entries: BookEntry[];
}

export interface RefundVerdict {
  readonly refunded: number;
  readonly refundedMinor: number;
  readonly unknown: readonly string[];
  readonly attempts: readonly Refunding[];
  readonly findings: readonly Finding[];
}

/**
 * Compares what the journal says went back to cards with what the terminal's book says. As with
 * charges, only time tells which entry of the book belongs to which attempt.
 */
export function judgeRefund(
  journal: readonly JournalEntry[],
  book: readonly BookEntry[],
): RefundVerdict {
  const attempts = readRefund(journal);
  const findings: Finding[] = [];
  const entries = book.filter(
    ({ kind, state }) => (kind === 'reversal' || kind === 'refund') && state === 'approved',
  );
  for (const entry of entries) {
    const attempt = attempts.findLast(({ atMs }) => atMs <= entry.atMs);
    if (attempt === undefined) findings.push({ kind: 'lost', detail: describe(entry) });
    else attempt.entries.push(entry);
  }
  for (const attempt of attempts) findings.push(...judgeOne(attempt));
  findings.push(...refundedTwice(attempts));
  return {
    refunded: entries.length,
    refundedMinor: entries.reduce((total, { amountMinor }) => total + Math.abs(amountMinor), 0),
    unknown: attempts.filter(isOpen).map(({ attemptId }) => attemptId),
    attempts,
    findings,
  };
}

const isDone = ({ state }: Refunding): boolean => state === 'approved' || state === 'resolvedPaid';
const isOpen = ({ state }: Refunding): boolean =>
  state === 'intended' || state === 'sending' || state === 'unknown';

function judgeOne(attempt: Refunding): Finding[] {
  const { attemptId, amountMinor, state, entries } = attempt;
  const said = `refunding ${attemptId} of ${amountMinor} is ${state}`;
  const [entry, second] = entries;
  if (second !== undefined) {
    return [{ kind: 'doubled', detail: `${said}, booked ${entries.map(describe).join()}` }];
  }
  if (isDone(attempt)) {
    if (entry === undefined) return [{ kind: 'notRefunded', detail: said }];
    const isSame = Math.abs(entry.amountMinor) === amountMinor;
    return isSame ? [] : [{ kind: 'lost', detail: `${said}, booked ${describe(entry)}` }];
  }
  return entry === undefined || isOpen(attempt)
    ? []
    : [{ kind: 'lost', detail: `${said}, booked ${describe(entry)}` }];
}

/** One payment goes back once, whatever was tried. */
function refundedTwice(attempts: readonly Refunding[]): Finding[] {
  const byOriginal = new Map<string, number>();
  for (const { originalAttemptId, entries } of attempts) {
    byOriginal.set(originalAttemptId, (byOriginal.get(originalAttemptId) ?? 0) + entries.length);
  }
  return [...byOriginal].flatMap(([attemptId, times]) =>
    times > 1 ? [{ kind: 'doubled', detail: `payment ${attemptId} refunded ${times} times` }] : [],
  );
}

function readRefund(journal: readonly JournalEntry[]): Refunding[] {
  const attempts = new Map<string, Refunding>();
  for (const { type, payload, atMs } of journal) {
    if (type === 'refund.intended') {
      // The type of an entry says which payload it has.
      const intended = payload as JournalPayloads['refund.intended'];
      const { attemptId, returnId, originalAttemptId, amountMinor } = intended;
      const ids = { attemptId, returnId, originalAttemptId };
      attempts.set(attemptId, { ...ids, amountMinor, atMs, state: 'intended', entries: [] });
    } else if (type.startsWith('payment.') && type !== 'payment.resultSeen') {
      const { attemptId } = payload as JournalPayloads['payment.sending'];
      const attempt = attempts.get(attemptId);
      if (attempt !== undefined) attempt.state = type.slice('payment.'.length);
    }
  }
  return [...attempts.values()];
}

function describe({ kind, receiptNo, amountMinor }: BookEntry): string {
  return `${kind} ${receiptNo ?? '-'} of ${amountMinor}`;
}
