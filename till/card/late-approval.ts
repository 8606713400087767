import { isOpen, isPaid } from '../../core/payment/machine.ts';
import {
  hasNumbers,
  isAlike,
  isSameReference,
  isSameTransaction,
} from '../../core/payment/terminal-mark.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import { isAsAsked } from '../../core/payment/approved-amount.ts';
import type { AttemptKinds } from './attempt-kind.ts';
import { askedBy, misfit } from './asked-of-terminal.ts';
import type { TillContext } from '../runtime/context.ts';
import { hasTwin } from './unknown-attempt.ts';
import { fetchSlipsLater, oweSlips } from './missing-slips.ts';
import { askInBackground } from './settle-attempt.ts';
import { stopSelling } from '../runtime/stop-selling.ts';
import { type PaymentAttempt, type ReadTx, StoreFault } from '../ports/store.ts';

/**
 * Decides on approvals that come after their payment was given up. The answer to the terminal
 * makes the money move, so one is booked only for an attempt whose money is
 * still in doubt, with what was seen on disk before, or for one that is paid: the terminal only
 * missed our answer, or a supervisor settled it as paid before the terminal could say so. Any other, e.g. of a payment that a supervisor settled as not
 * paid while the cable was out, must not stand beside the next charge: it is refused, and the
 * cashier is told. Returns a function that ends it.
 */
export function watchLateResults(ctx: TillContext, kinds: AttemptKinds): () => void {
  return ctx.terminal.onLateResult((result) => {
    try {
      return decideLate(ctx, kinds, result);
    } catch (caught) {
      // Thrown on: what is not on disk is not acknowledged.
      if (caught instanceof StoreFault) {
        stopSelling(ctx, caught);
        ctx.state.changed();
      }
      throw caught;
    }
  });
}

function decideLate(
  ctx: TillContext,
  kinds: AttemptKinds,
  result: TerminalResult,
): 'book' | 'refuse' {
  const owner = ctx.store.read((tx) => ownerOf(ctx, tx, result));
  if (owner === null) {
    bookRefused(ctx, result);
    return 'refuse';
  }
  const { attemptId } = owner.attempt;
  if (owner.isNews) {
    // Settled by hand it is not asked about any more, and its slips come while nobody listens.
    const isSettled = isPaid(owner.attempt.state);
    ctx.store.write((tx) => {
      tx.append('payment.resultSeen', { attemptId, result }, 'system');
      if (isSettled) oweSlips(ctx, tx, attemptId);
    });
    if (isSettled) fetchSlipsLater(ctx);
  }
  ctx.log.info('late approval belongs to an attempt', { attemptId, state: owner.attempt.state });
  // Nothing is asked about one whose money is clear.
  askInBackground(ctx, kinds, attemptId);
  return 'book';
}

interface Owner {
  readonly attempt: PaymentAttempt;
  /** The register sees it for the first time. */
  readonly isNews: boolean;
}

/** The attempt an approval may be booked for, or null. */
function ownerOf(ctx: TillContext, tx: ReadTx, result: TerminalResult): Owner | null {
  const { terminalId } = ctx.terminal;
  const seen = seenAttempt(ctx, tx, result);
  // Of one settled as not paid it is the very charge that must not stand.
  if (seen !== undefined)
    return stands(ctx, tx, seen, result) ? { attempt: seen, isNews: false } : null;
  const open = tx.openAttempts().find((each) => each.terminalId === terminalId);
  const isOpens =
    open !== undefined && mayBe(ctx, tx, open, result) && !isAnyTwins(ctx, tx, open, result);
  const settled = settledUnseen(ctx, tx, result);
  // Either's it may be, and both may stand: but the one in doubt is not decided by a guess.
  if (settled !== undefined) return { attempt: settled, isNews: !isOpens };
  return isOpens ? { attempt: open, isNews: true } : null;
}

/** The attempt whose approval it is, by numbers that were seen before. */
function seenAttempt(
  ctx: TillContext,
  tx: ReadTx,
  result: TerminalResult,
): PaymentAttempt | undefined {
  return tx
    .batchAttempts(ctx.terminal.terminalId)
    .flatMap(({ attemptId }) => tx.attempt(attemptId) ?? [])
    .find((attempt) => wasSeen(attempt, result));
}

/**
 * It may as well be the charge of one that was settled as not paid. Returned, it is wrong for
 * neither: that one stays not paid, and this one pays again.
 */
function isAnyTwins(
  ctx: TillContext,
  tx: ReadTx,
  open: PaymentAttempt,
  { extra }: TerminalResult,
): boolean {
  const isNamed = (extra['reference'] ?? '') !== '';
  return ctx.terminal.capabilities.refusesResult && !isNamed && hasTwin(tx, open);
}

/**
 * An attempt that a supervisor settled as paid, or refunded, and whose approval the register has
 * not seen yet. Refused, it would be undone at the terminal while the books have it as done.
 */
function settledUnseen(
  ctx: TillContext,
  tx: ReadTx,
  result: TerminalResult,
): PaymentAttempt | undefined {
  return tx
    .batchAttempts(ctx.terminal.terminalId)
    .filter(({ state }) => state === 'resolvedPaid')
    .flatMap(({ attemptId }) => tx.attempt(attemptId) ?? [])
    .find((attempt) => isMissing(ctx, attempt, result));
}

/** The same approval once more: the terminal repeats it because it missed our answer. */
function wasSeen({ result: seen }: PaymentAttempt, result: TerminalResult): boolean {
  if (seen === null || !seen.approved || seen.amountMinor !== result.amountMinor) return false;
  return isSameTransaction(seen, result);
}

function stands(
  ctx: TillContext,
  tx: ReadTx,
  attempt: PaymentAttempt,
  result: TerminalResult,
): boolean {
  if (isPaid(attempt.state)) return true;
  return isOpen(attempt.state) && misfit(askedBy(ctx, tx, attempt.attemptId), result) === null;
}

/**
 * Its money is in doubt, and this may be what is missing. Refunded to another card, or a void of
 * another payment, it is not what was asked for. (Of one that a supervisor settled as refunded the
 * card is decided too.)
 */
function mayBe(
  ctx: TillContext,
  tx: ReadTx,
  attempt: PaymentAttempt,
  result: TerminalResult,
): boolean {
  if (attempt.state === 'intended' || isAtWork(ctx, attempt)) return false;
  const isAsked = misfit(askedBy(ctx, tx, attempt.attemptId), result) === null;
  return isAsked && isMissing(ctx, attempt, result);
}

/** No approval of it was seen, and by amount and numbers this one can be it. */
function isMissing(ctx: TillContext, attempt: PaymentAttempt, result: TerminalResult): boolean {
  if (attempt.result?.approved === true) return false;
  // No amount at all is too little to tell whose it is.
  if (result.amountMinor === null || !isAsAsked(askedOf(ctx, attempt), result)) return false;
  // What the terminal had told before the attempt began is an older transaction.
  if (attempt.lastKnown !== null && isSameTransaction(attempt.lastKnown, result)) return false;
  const told = result.extra['reference'] ?? '';
  return told === '' || attempt.reference === null || isSameReference(attempt.reference, told);
}

/** Its operation runs: what belongs to it comes there, and what comes here is an older one's. */
function isAtWork({ state }: TillContext, { attemptId }: PaymentAttempt): boolean {
  const isLive = state.payment?.attemptId === attemptId && state.payment.state === 'working';
  return isLive || state.repeatingVoid === attemptId;
}

function askedOf(ctx: TillContext, { amountMinor }: PaymentAttempt) {
  return { amountMinor, currencyNumeric: ctx.settings.currency.numeric };
}

/**
 * Writes down a charge that does not count, once, and tells the cashier: head office and the Z find
 * it there. Where the terminal cannot be made to take it back, a person has to.
 */
function bookRefused(ctx: TillContext, result: TerminalResult): void {
  const { terminalId, capabilities } = ctx.terminal;
  const stands = !capabilities.refusesResult;
  const isNews = ctx.store.write((tx): boolean => {
    const last = tx.lastLateCharge(terminalId);
    // The terminal missed our answer and says it again.
    if (last !== null && isSameCharge(last.result, result)) return false;
    const attemptId = seenAttempt(ctx, tx, result)?.attemptId ?? null;
    tx.append('payment.lateCharge', { terminalId, attemptId, result, stands }, 'system');
    return true;
  });
  const { receiptNo } = result;
  ctx.log.warn('late approval belongs to no attempt', { receiptNo, stands, isNews });
  if (!isNews) return;
  ctx.state.notify('attention', stands ? 'lateChargeStands' : 'lateChargeRefused', { receiptNo });
  ctx.state.changed();
}

/** The numbers of what was refused may be given to the next one: the time tells them apart. */
function isSameCharge(a: TerminalResult, b: TerminalResult): boolean {
  const isSameTime = a.date === b.date && a.time === b.time;
  const isTimed = a.date !== '' && a.time !== '';
  const isTold = hasNumbers(a) || isTimed;
  return isTold && isAlike(a, b) && isSameTime && a.amountMinor === b.amountMinor;
}
