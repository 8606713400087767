import type { TerminalResult } from '../../core/payment/types.ts';
import { askedBy, misfit } from '../card/asked-of-terminal.ts';
import { isOutdated, markUnknown, verdictOf } from '../card/unknown-attempt.ts';
import type { TillContext } from '../runtime/context.ts';
import { refundAtTerminal, repeatObserver } from './refund-step.ts';
import { noteTold } from '../card/last-transaction.ts';
import type { PaymentAttempt } from '../ports/store.ts';

/** What asking brought to light of a refund in doubt. */
export type Found =
  | { readonly kind: 'done'; readonly result: TerminalResult }
  | { readonly kind: 'notDone' }
  /** `ask`: the terminal may know more in a while. */
  | { readonly kind: 'unknown'; readonly ask: boolean };

/**
 * Asks the terminal what became of a refund in doubt. A void is asked for once more, which
 * moves no money when it was done; a refund is only ever looked for in the terminal's book,
 * because a second one would pay a second time.
 */
export async function findOut(ctx: TillContext, attempt: PaymentAttempt): Promise<Found> {
  // The terminal it ran on was exchanged: the one here knows nothing of it.
  if (attempt.terminalId !== ctx.terminal.terminalId) return { kind: 'unknown', ask: false };
  if (attempt.way === 'refund') return lookForRefund(ctx, attempt);
  // Which void it told of is for a person to judge: asked again it would only say "done before".
  return misfitSeen(ctx, attempt) === null ? repeatVoid(ctx, attempt) : leaveToPerson(ctx, attempt);
}

/** Why the approval that was seen of a refund is not what was asked for, or null. */
function misfitSeen(ctx: TillContext, { attemptId, result }: PaymentAttempt): string | null {
  if (result === null || !result.approved) return null;
  return misfit(
    ctx.store.read((tx) => askedBy(ctx, tx, attemptId)),
    result,
  );
}

async function repeatVoid(ctx: TillContext, attempt: PaymentAttempt): Promise<Found> {
  const { attemptId } = attempt;
  const isClosed = ctx.store.read((tx) => tx.batchClosedSince(attemptId));
  // After the batch a terminal refuses the void it did as well as the one it never heard of.
  if (isClosed || !ctx.terminal.capabilities.reversalRepeatable) return leaveToPerson(ctx, attempt);
  const outcome = await refundAtTerminal(ctx, attemptId, repeatObserver(ctx, attempt));
  switch (outcome.kind) {
    case 'approved': {
      const asked = ctx.store.read((tx) => askedBy(ctx, tx, attemptId));
      const why = misfit(asked, outcome.result);
      if (why === null) return { kind: 'done', result: outcome.result };
      noteReason(ctx, attempt, why);
      return leaveToPerson(ctx, attempt);
    }
    case 'declined':
      // A terminal that closed its batch by itself says no to a void that it did: a person
      // reads its journal. It is not asked over and over, for each time may print a slip.
      noteReason(ctx, attempt, outcome.reason);
      return leaveToPerson(ctx, attempt);
    case 'notStarted':
    case 'unknown':
      return { kind: 'unknown', ask: true };
  }
}

/**
 * A person will say what became of it, which gives it no numbers. What the terminal told last is
 * remembered, so that the next payment in doubt is not taken for this void.
 */
async function leaveToPerson(ctx: TillContext, attempt: PaymentAttempt): Promise<Found> {
  if (ctx.terminal.capabilities.lastTransaction === 'byComparison') {
    const last = await ctx.terminal.lastTransaction();
    if (last.kind === 'found') noteTold(ctx, attempt.terminalId, last.result);
  }
  return { kind: 'unknown', ask: false };
}

async function lookForRefund(ctx: TillContext, attempt: PaymentAttempt): Promise<Found> {
  if (ctx.terminal.capabilities.lastTransaction === 'none') return { kind: 'unknown', ask: false };
  const last = await ctx.terminal.lastTransaction();
  const still = ctx.store.read((tx) => tx.attempt(attempt.attemptId));
  if (still === null || isOutdated(attempt, still)) return { kind: 'unknown', ask: true };
  const verdict = verdictOf(ctx, still, last);
  if (verdict === 'paid' && last.kind === 'found') {
    const { result } = last;
    const why = misfit(
      ctx.store.read((tx) => askedBy(ctx, tx, attempt.attemptId)),
      result,
    );
    if (why === null) return { kind: 'done', result };
    noteTold(ctx, attempt.terminalId, result);
    noteMisfit(ctx, still, result, why);
    return { kind: 'unknown', ask: false };
  }
  return verdict === 'notPaid' ? { kind: 'notDone' } : { kind: 'unknown', ask: true };
}

/** It was done, but not as asked: kept with what the terminal told, for a supervisor to decide. */
function noteMisfit(
  ctx: TillContext,
  { attemptId, result: before, reason }: PaymentAttempt,
  result: TerminalResult,
  why: string,
): void {
  // Asked about again, it tells the same.
  if (reason === why && JSON.stringify(before) === JSON.stringify(result)) return;
  ctx.store.write((tx) => tx.append('payment.resultSeen', { attemptId, result }, 'system'));
  markUnknown(ctx, attemptId, why);
}

/** Why it is still unknown, once. */
function noteReason(ctx: TillContext, attempt: PaymentAttempt, reason: string): void {
  const { attemptId } = attempt;
  if (attempt.reason !== reason) markUnknown(ctx, attemptId, reason);
}
