import { decideRecovery, type RecoveryVerdict } from '../../core/payment/decide-recovery.ts';
import { isAlike, standingMark } from '../../core/payment/terminal-mark.ts';
import type { TerminalMark } from '../../core/payment/types.ts';
import type { TillContext } from '../runtime/context.ts';
import { forgetTold, noteTold } from './last-transaction.ts';
import { localTime } from '../runtime/local-time.ts';
import type { LastTransactionOutcome } from '../ports/card-terminal.ts';
import type { PaymentAttempt, ReadTx } from '../ports/store.ts';

/** Between two questions to a terminal that left an attempt unknown. */
const ASK_AGAIN_MS = 15_000;

/** Records that money may have moved. The caller shows it: as asked about, or no longer in front. */
export function markUnknown(ctx: TillContext, attemptId: string, reason: string): void {
  ctx.store.write((tx) => tx.append('payment.unknown', { attemptId, reason }, 'system'));
}

/** The question is under way: the windows show it while the attempt is still in front of them. */
export function showAsking(ctx: TillContext, attemptId: string): void {
  const live = ctx.state.payment;
  if (live?.attemptId === attemptId) {
    live.state = 'asking';
    // What the terminal said last is over: "insert card" would make the customer do it again.
    live.terminalText = '';
    live.statusCode = '';
  }
  ctx.state.changed();
}

/** Aloud once, not with every question: the lane may be serving the next customer by now. */
export function tellUnknown(
  ctx: TillContext,
  attemptId: string,
  code: 'cardUnknown' | 'refundUnknown',
): void {
  if (ctx.state.toldUnknown === attemptId) return;
  ctx.state.toldUnknown = attemptId;
  ctx.state.notify('attention', code);
}

/** Only one question is ever due: each press of "ask again" would else begin a rhythm. */
export function askAgainLater(ctx: TillContext, ask: () => void): void {
  ctx.state.cancelAskAgain?.();
  ctx.state.cancelAskAgain = ctx.timers.after(ASK_AGAIN_MS, ask);
}

/**
 * What the terminal's last transaction says of an attempt. Where it says nothing, the transaction
 * is remembered: the next attempt begins after it, whatever a supervisor decides.
 */
export function verdictOf(
  ctx: TillContext,
  attempt: PaymentAttempt,
  last: LastTransactionOutcome,
): RecoveryVerdict {
  const found = decideRecovery({
    attempt: {
      amountMinor: attempt.amountMinor,
      currencyNumeric: ctx.settings.currency.numeric,
      lastKnown: attempt.lastKnown,
      intendedLocal: terminalMoment(ctx, attempt.intendedAtMs),
      seen: seenOf(attempt),
      reference: attempt.reference,
      askedAfterSeconds: secondsSince(ctx, attempt.intendedAtMs),
      batchClosedSince: ctx.store.read((tx) => tx.batchClosedSince(attempt.attemptId)),
    },
    last,
  });
  const verdict = found === 'paid' && mayBeOlders(ctx, attempt, last) ? 'unknown' : found;
  if (last.kind === 'found') {
    if (verdict === 'unknown') noteTold(ctx, attempt.terminalId, last.result);
    else ctx.store.write((tx) => forgetTold(tx, attempt.terminalId));
  }
  return verdict;
}

/** Nobody knows how long it was when the clock has been set back since: then long. */
function secondsSince(ctx: TillContext, atMs: number): number {
  const seconds = (ctx.clock.nowMs() - atMs) / 1000;
  return seconds < 0 ? Number.POSITIVE_INFINITY : seconds;
}

/** One approved for this very attempt, or with its reference, is its own. */
function mayBeOlders(
  ctx: TillContext,
  attempt: PaymentAttempt,
  last: LastTransactionOutcome,
): boolean {
  const hasReference = last.kind === 'found' && (last.result.extra['reference'] ?? '') !== '';
  if (hasReference || seenOf(attempt) !== null) return false;
  return ctx.store.read((tx) => hasTwin(tx, attempt));
}

/**
 * Nothing was learnt of the terminal since an attempt of the same amount that a person settled as
 * not done: a new transaction without a reference may be either's, if that person was wrong.
 */
export function hasTwin(tx: ReadTx, attempt: PaymentAttempt): boolean {
  return tx
    .batchAttempts(attempt.terminalId)
    .filter(({ state, amountMinor }) => {
      return state === 'resolvedNotPaid' && amountMinor === attempt.amountMinor;
    })
    .some(({ attemptId }) => isSameStart(tx.attempt(attemptId), attempt));
}

function isSameStart(settled: PaymentAttempt | null, { lastKnown }: PaymentAttempt): boolean {
  const other = settled?.lastKnown ?? null;
  return other === null || lastKnown === null ? other === lastKnown : isAlike(other, lastKnown);
}

/**
 * The terminal has spoken of the attempt itself while it was being asked: what it answered is older
 * than that. Judged by such an answer, a payment whose late approval was just accepted would be
 * "not paid".
 */
export function isOutdated(asked: PaymentAttempt, now: PaymentAttempt): boolean {
  return JSON.stringify(asked.result) !== JSON.stringify(now.result);
}

function seenOf({ result }: PaymentAttempt): TerminalMark | null {
  return result?.approved === true ? standingMark(result) : null;
}

/** The shop's wall clock as terminals tell time: 'MMDD' and 'HHMMSS'. */
function terminalMoment(ctx: TillContext, atMs: number): { date: string; time: string } {
  const local = localTime(atMs, ctx.settings.timeZone);
  return { date: local.date.slice(5).replace('-', ''), time: local.time.replaceAll(':', '') };
}
