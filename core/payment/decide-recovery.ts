import type { Minor } from '../money/minor.ts';
import { isAsAsked } from './approved-amount.ts';
import { isNumber, isOtherDevice, isSameReference, isSameTransaction } from './terminal-mark.ts';
import type { TerminalMark, TerminalResult } from './types.ts';

/** A moment by the wall clock of the shop, as terminals tell it: they give no year. */
export interface LocalMoment {
  /** 'MMDD' */
  readonly date: string;
  /** 'HHMMSS' */
  readonly time: string;
}

export interface RecoveryInput {
  readonly attempt: {
    readonly amountMinor: Minor;
    readonly currencyNumeric: string;
    /** The terminal's last transaction before this attempt, null when none was ever seen. */
    readonly lastKnown: TerminalMark | null;
    /** When the intent was written, by the shop's clock; null when it cannot be told. */
    readonly intendedLocal: LocalMoment | null;
    /** The approval that the terminal reported for this attempt, null when none was seen. */
    readonly seen: TerminalMark | null;
    /**
     * The register's own number of the attempt, as it was sent to a terminal that gives it back;
     * null when none was sent. It counts only where the result names one too.
     */
    readonly reference: string | null;
    /** The terminal's batch was closed after the attempt, which may have cleared its memory. */
    readonly batchClosedSince: boolean;
    /** How long after the intent the terminal was asked, by the register's clock. */
    readonly askedAfterSeconds: number;
  };
  /** What the terminal answered when asked for its last transaction. */
  readonly last:
    | { readonly kind: 'found'; readonly result: TerminalResult }
    | { readonly kind: 'none' }
    | { readonly kind: 'unreachable' };
}

export type RecoveryVerdict = 'paid' | 'notPaid' | 'unknown';

/**
 * More new transactions than this since the register's last one do not happen on one till: the
 * terminal's counter was reset, and its number proves nothing.
 */
const MOST_STEPS = 100;

/**
 * A payment ends within minutes of its intent and never before it; a terminal's clock may be a
 * little off.
 */
const NEAR_SECONDS = 600;

/**
 * What became of an attempt, from the terminal's last transaction. The same transaction as
 * before: not paid. The one whose approval was seen, or a newer one of the same amount and
 * currency: paid (or declined, if it says so). No transaction at all on a terminal that never had
 * one, not even this one's approval, and closed no batch since: not paid. Everything else is `unknown`, and a person decides: a
 * wrong "not paid" charges twice, a wrong "paid" gives the goods away.
 *
 * Never paid is what took another transaction back, ended clearly before the intent, or, where the
 * terminal is asked long afterwards, ended clearly after it: it was used by itself meanwhile. Numbers
 * are compared only with those of the same device, and those of zeros only say nothing.
 *
 * A terminal that gives the register's reference back needs no comparing: the reference says
 * whether its last transaction is this attempt.
 */
export function decideRecovery({ attempt, last }: RecoveryInput): RecoveryVerdict {
  if (last.kind === 'unreachable') return 'unknown';
  if (last.kind === 'none') {
    // A terminal that forgets with its batch has none whatever it had booked.
    const hasNever = attempt.lastKnown === null && !attempt.batchClosedSince;
    return hasNever && attempt.seen === null ? 'notPaid' : 'unknown';
  }
  const { result } = last;
  const verdict = byFound(attempt, result);
  return verdict === 'paid' && isReversal(result) ? 'unknown' : verdict;
}

/** A void names what it took back, by its trace number, with the very amount of that. */
function isReversal({ extra }: TerminalResult): boolean {
  return isNumber(extra['originalTrace'] ?? '');
}

function byFound(attempt: RecoveryInput['attempt'], result: TerminalResult): RecoveryVerdict {
  const told = result.extra['reference'] ?? '';
  if (attempt.reference !== null && told !== '') {
    return isSameReference(attempt.reference, told)
      ? byOwnResult(attempt, result)
      : byOtherResult(attempt, result);
  }
  // No clock and no counter is needed for the very transaction whose approval was seen.
  if (isSeen(attempt.seen, result) && result.approved && isAsAsked(attempt, result)) {
    return 'paid';
  }
  const laterBy =
    attempt.intendedLocal === null ? null : secondsAfter(attempt.intendedLocal, result);
  if (attempt.lastKnown === null) {
    const isNear = laterBy !== null && Math.abs(laterBy) <= NEAR_SECONDS;
    return isNear && result.approved && isSameCharge(attempt, result) ? 'paid' : 'unknown';
  }
  if (isOtherDevice(attempt.lastKnown, result)) return 'unknown';
  const steps = stepsBetween(attempt.lastKnown, result);
  if (steps === 0) return isAnew(attempt, result, laterBy) ? 'unknown' : 'notPaid';
  if (steps === null || !isSameCharge(attempt, result)) return 'unknown';
  if (result.approved) return isInTime(attempt, laterBy ?? 0) ? 'paid' : 'unknown';
  // Declined one step on is this attempt; further on, an approval may lie in between.
  return steps === 1 ? 'notPaid' : 'unknown';
}

/**
 * The number known before, but given anew: counters may begin again with a batch, and then the
 * attempt itself can have the number of an older transaction. Only its time tells.
 */
function isAnew(
  attempt: RecoveryInput['attempt'],
  result: TerminalResult,
  laterBy: number | null,
): boolean {
  const isCharge = result.approved && isSameCharge(attempt, result) && !isReversal(result);
  return isCharge && (laterBy ?? 0) > 0;
}

/**
 * Not clearly before the intent. One from long after it is the attempt's only where there was no
 * time for another one: then the terminal's clock is fast.
 */
function isInTime({ askedAfterSeconds }: RecoveryInput['attempt'], laterBy: number) {
  return laterBy >= -NEAR_SECONDS && (laterBy <= NEAR_SECONDS || askedAfterSeconds <= NEAR_SECONDS);
}

/** The very transaction: it says itself what became of it, unless it is for other money. */
function byOwnResult(attempt: RecoveryInput['attempt'], result: TerminalResult): RecoveryVerdict {
  if (!isSameCharge(attempt, result)) return 'unknown';
  return result.approved ? 'paid' : 'notPaid';
}

/**
 * Another transaction than the attempt's. The one known before it: nothing was booked since. Any
 * other came in between or afterwards, and says nothing of the attempt. Nor does it when the
 * register had already seen this attempt approved: then the terminal contradicts itself.
 */
function byOtherResult(attempt: RecoveryInput['attempt'], result: TerminalResult): RecoveryVerdict {
  const { lastKnown, seen, batchClosedSince } = attempt;
  // With a new batch the numbers may begin anew, and the same one be another transaction's.
  if (seen !== null || lastKnown === null || batchClosedSince) return 'unknown';
  return isSameTransaction(lastKnown, result) ? 'notPaid' : 'unknown';
}

function isSeen(seen: TerminalMark | null, result: TerminalResult): boolean {
  return seen !== null && isSameTransaction(seen, result);
}

function isSameCharge(attempt: RecoveryInput['attempt'], result: TerminalResult): boolean {
  // A terminal set to one currency may leave it out.
  const isCurrency =
    result.currencyNumeric === null || result.currencyNumeric === attempt.currencyNumeric;
  return isCurrency && result.amountMinor === attempt.amountMinor;
}

/**
 * How many transactions on the terminal's mark is: 0 the same, null when the receipt number and
 * the trace number disagree, run backwards or say nothing.
 */
function stepsBetween(known: TerminalMark, seen: TerminalMark): number | null {
  const byReceipt = counterSteps(known.receiptNo, seen.receiptNo);
  const byTrace = counterSteps(known.trace, seen.trace);
  if (byReceipt === 'back' || byTrace === 'back') return null;
  if (byReceipt === null || byTrace === null) {
    const steps = byReceipt ?? byTrace;
    // A number that came while the other stood still: not surely the same transaction.
    return steps === 0 && cameAnew(known, seen) ? null : steps;
  }
  // Same receipt with another trace, or the other way round: not one transaction's mark.
  if ((byReceipt === 0) !== (byTrace === 0)) return null;
  return Math.max(byReceipt, byTrace);
}

/** A number is told now where zeros were told before. */
function cameAnew(known: TerminalMark, seen: TerminalMark): boolean {
  const came = (before: string, now: string) => before !== '' && !isNumber(before) && isNumber(now);
  return came(known.receiptNo, seen.receiptNo) || came(known.trace, seen.trace);
}

/** Steps of a decimal counter that wraps at its width ("9999" → "0001" is two). */
function counterSteps(known: string, seen: string): number | 'back' | null {
  if (!/^\d{1,12}$/.test(known) || !/^\d{1,12}$/.test(seen)) return null;
  // Nothing is counted from zeros, which are no number; a counter may wrap to them.
  if (!isNumber(known)) return null;
  const modulus = 10 ** Math.max(known.length, seen.length);
  const steps = (Number(seen) - Number(known) + modulus) % modulus;
  return steps <= MOST_STEPS ? steps : 'back';
}

/** 'MMDD HHMMSS' of a terminal or the shop. */
const MOMENT = /^(0[1-9]|1[0-2])([0-2]\d|3[01]) ([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/;

/**
 * How many seconds later `then` is, negative when it is earlier, in the year that brings the two
 * closest; null when a moment cannot be read.
 */
function secondsAfter(from: LocalMoment, then: LocalMoment): number | null {
  const [start, end] = [from, then].map(({ date, time }) => MOMENT.exec(`${date} ${time}`));
  if (!start || !end) return null;
  // A common year and a leap year: nobody says which one it is.
  const apart = [2023, 2024].flatMap((year) =>
    [year - 1, year, year + 1].map(
      (other) => (msInYear(end, other) - msInYear(start, year)) / 1000,
    ),
  );
  return apart.reduce((best, one) => (Math.abs(one) < Math.abs(best) ? one : best));
}

function msInYear(moment: RegExpExecArray, year: number): number {
  const [month = 1, ...rest] = moment.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest);
}
