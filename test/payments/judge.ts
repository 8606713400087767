import type { JournalEntry } from '../../core/journal/entry.ts';
import type { JournalPayloads } from '../../core/journal/events/all.ts';
import type { BookEntry } from '../../native/simulators/terminal/book-entry.ts';
import type { Finding } from './finding.ts';
import { judgeBasketVoids } from './judge-basket-voids.ts';
import { judgeRefund } from './judge-refunds.ts';

export interface Verdict {
  /** Sales that stand in the terminal's book. */
  readonly charged: number;
  readonly chargedMinor: number;
  /** Attempts that the journal has as paid. */
  readonly booked: number;
  readonly bookedMinor: number;
  /** Payments refunded by the terminal's book. */
  readonly refunded: number;
  readonly refundedMinor: number;
  /** Part-paid baskets of which a void was begun, and those that were voided. */
  readonly basketVoidsBegun: number;
  readonly basketsVoided: number;
  /** Attempts the journal still has as unknown. */
  readonly unknown: readonly string[];
  readonly attempts: number;
  readonly findings: readonly Finding[];
}

interface Attempt {
  readonly attemptId: string;
  readonly basketId: string;
  readonly amountMinor: number;
  readonly atMs: number;
  state: string;
  mark: string;
  readonly charges: BookEntry[];
  tenders: number;
}

/**
 * Compares the register's journal with the terminal's book, which says what was really charged.
 * Which charge belongs to which attempt is told by time alone, not by anything the register
 * believes: both processes read the same clock, and attempts follow each other.
 */
export function judge(
  journal: readonly JournalEntry[],
  book: readonly BookEntry[],
  openBaskets: ReadonlySet<string>,
): Verdict {
  const attempts = readAttempts(journal);
  const findings: Finding[] = [];
  const charges = book.filter(isCharge);
  for (const charge of charges) {
    const attempt = attempts.findLast(({ atMs }) => atMs <= charge.atMs);
    if (attempt === undefined) findings.push({ kind: 'lost', detail: describe(charge) });
    else attempt.charges.push(charge);
  }
  const given = judgeRefund(journal, book);
  const voids = judgeBasketVoids({
    journal,
    payments: attempts,
    given: given.attempts,
    openBaskets,
  });
  for (const attempt of attempts) {
    const isKept = openBaskets.has(attempt.basketId) || voids.returned.has(attempt.attemptId);
    findings.push(...judgeAttempt(attempt, isKept));
  }
  findings.push(...repeatedMarks(attempts), ...given.findings, ...voids.findings);
  const paid = attempts.filter(isPaid);
  return {
    charged: charges.length,
    chargedMinor: charges.reduce((total, { amountMinor }) => total + amountMinor, 0),
    booked: paid.length,
    bookedMinor: paid.reduce((total, { amountMinor }) => total + amountMinor, 0),
    refunded: given.refunded,
    refundedMinor: given.refundedMinor,
    basketVoidsBegun: voids.begun,
    basketsVoided: voids.voided,
    unknown: [...attempts.filter(isOpen).map(({ attemptId }) => attemptId), ...given.unknown],
    attempts: attempts.length,
    findings,
  };
}

/** A sale that was voided since was charged all the same, and refunded. */
function isCharge({ kind, state }: BookEntry): boolean {
  return kind === 'sale' && (state === 'approved' || state === 'reversed');
}

const isPaid = ({ state }: Attempt): boolean => state === 'approved' || state === 'resolvedPaid';
const isOpen = ({ state }: Attempt): boolean =>
  state === 'intended' || state === 'sending' || state === 'unknown';

/** `isKept`: its basket waits, or a void of the basket gave it back, so that no sale need have it. */
function judgeAttempt(attempt: Attempt, isKept: boolean): Finding[] {
  const { attemptId, amountMinor, state, charges, tenders } = attempt;
  const said = `attempt ${attemptId} of ${amountMinor} is ${state}`;
  const findings: Finding[] = [];
  const [charge, second] = charges;
  if (second !== undefined) {
    findings.push({ kind: 'doubled', detail: `${said}, charged ${charges.map(describe).join()}` });
  }
  if (tenders > 1) findings.push({ kind: 'doubled', detail: `${said}, ${tenders} tenders` });
  if (isPaid(attempt)) {
    if (charge === undefined) findings.push({ kind: 'notCharged', detail: said });
    else if (charge.amountMinor !== amountMinor) {
      findings.push({ kind: 'lost', detail: `${said}, charged ${describe(charge)}` });
    }
    if (tenders === 0 && !isKept) {
      findings.push({ kind: 'lost', detail: `${said}, but in no sale` });
    }
  } else if (charge !== undefined && !isOpen(attempt)) {
    findings.push({ kind: 'wronglyDeclined', detail: `${said}, charged ${describe(charge)}` });
  }
  return findings;
}

/** The terminal's numbers name one transaction: two attempts booked on one are one too many. */
function repeatedMarks(attempts: readonly Attempt[]): Finding[] {
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const attempt of attempts) {
    if (!isPaid(attempt) || attempt.mark === '') continue;
    const first = seen.get(attempt.mark);
    if (first !== undefined) {
      const detail = `attempts ${first} and ${attempt.attemptId} both booked ${attempt.mark}`;
      findings.push({ kind: 'doubled', detail });
    }
    seen.set(attempt.mark, attempt.attemptId);
  }
  return findings;
}

function readAttempts(journal: Iterable<JournalEntry>): Attempt[] {
  const attempts = new Map<string, Attempt>();
  for (const { type, payload, atMs } of journal) {
    if (type === 'sale.completed') {
      // The type of an entry says which payload it has.
      const { tenders, returnOf } = payload as JournalPayloads['sale.completed'];
      if (returnOf !== undefined) continue;
      for (const { card } of tenders) {
        const attempt = card === null ? undefined : attempts.get(card.attemptId);
        if (attempt !== undefined) attempt.tenders += 1;
      }
    } else if (type === 'payment.intended') {
      const { attemptId, basketId, amountMinor } = payload as JournalPayloads['payment.intended'];
      const fresh = { attemptId, basketId, amountMinor, atMs, state: 'intended', mark: '' };
      attempts.set(attemptId, { ...fresh, charges: [], tenders: 0 });
    } else if (type.startsWith('payment.')) {
      const { attemptId, result } = payload as JournalPayloads['payment.declined'];
      const attempt = attempts.get(attemptId);
      if (attempt === undefined) continue;
      if (type !== 'payment.resultSeen') attempt.state = type.slice('payment.'.length);
      if (type === 'payment.approved' && result !== null) {
        attempt.mark = `${result.receiptNo}/${result.trace}`;
      }
    }
  }
  return [...attempts.values()];
}

function describe({ receiptNo, trace, amountMinor }: BookEntry): string {
  return `receipt ${receiptNo ?? '-'} trace ${trace} of ${amountMinor}`;
}
