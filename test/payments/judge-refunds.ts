import type { JournalEntry } from '../../core/journal/entry.ts';
import type { JournalPayloads } from '../../core/journal/events/all.ts';
import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import type { Finding } from './finding.ts';

/** One attempt to give money back, with what the terminal's book has of it. */
export interface GivingBack {
  readonly attemptId: string;
  readonly takeBackId: string;
  readonly originalAttemptId: string;
  readonly amountMinor: number;
  readonly atMs: number;
  state: string;
  readonly entries: BookEntry[];
}

export interface GivingBackVerdict {
  readonly givenBack: number;
  readonly givenBackMinor: number;
  readonly unknown: readonly string[];
  readonly attempts: readonly GivingBack[];
  readonly findings: readonly Finding[];
}

/**
 * Compares what the journal says went back to cards with what the terminal's book says. As with
 * charges, only time tells which entry of the book belongs to which attempt.
 */
export function judgeGivingBack(
  journal: readonly JournalEntry[],
  book: readonly BookEntry[],
): GivingBackVerdict {
  const attempts = readGivingBack(journal);
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
  findings.push(...givenBackTwice(attempts));
  return {
    givenBack: entries.length,
    givenBackMinor: entries.reduce((total, { amountMinor }) => total + Math.abs(amountMinor), 0),
    unknown: attempts.filter(isOpen).map(({ attemptId }) => attemptId),
    attempts,
    findings,
  };
}

const isDone = ({ state }: GivingBack): boolean => state === 'approved' || state === 'resolvedPaid';
const isOpen = ({ state }: GivingBack): boolean =>
  state === 'intended' || state === 'sending' || state === 'unknown';

function judgeOne(attempt: GivingBack): Finding[] {
  const { attemptId, amountMinor, state, entries } = attempt;
  const said = `giving back ${attemptId} of ${amountMinor} is ${state}`;
  const [entry, second] = entries;
  if (second !== undefined) {
    return [{ kind: 'doubled', detail: `${said}, booked ${entries.map(describe).join()}` }];
  }
  if (isDone(attempt)) {
    if (entry === undefined) return [{ kind: 'notGivenBack', detail: said }];
    const isSame = Math.abs(entry.amountMinor) === amountMinor;
    return isSame ? [] : [{ kind: 'lost', detail: `${said}, booked ${describe(entry)}` }];
  }
  return entry === undefined || isOpen(attempt)
    ? []
    : [{ kind: 'lost', detail: `${said}, booked ${describe(entry)}` }];
}

/** One payment goes back once, whatever was tried. */
function givenBackTwice(attempts: readonly GivingBack[]): Finding[] {
  const byOriginal = new Map<string, number>();
  for (const { originalAttemptId, entries } of attempts) {
    byOriginal.set(originalAttemptId, (byOriginal.get(originalAttemptId) ?? 0) + entries.length);
  }
  return [...byOriginal].flatMap(([attemptId, times]) =>
    times > 1
      ? [{ kind: 'doubled', detail: `payment ${attemptId} given back ${times} times` }]
      : [],
  );
}

function readGivingBack(journal: readonly JournalEntry[]): GivingBack[] {
  const attempts = new Map<string, GivingBack>();
  for (const { type, payload, atMs } of journal) {
    if (type === 'giveBack.intended') {
      // The type of an entry says which payload it has.
      const intended = payload as JournalPayloads['giveBack.intended'];
      const { attemptId, takeBackId, originalAttemptId, amountMinor } = intended;
      const ids = { attemptId, takeBackId, originalAttemptId };
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
