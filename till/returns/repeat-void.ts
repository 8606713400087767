import { askedBy, misfit } from '../card/asked-of-terminal.ts';
import type { Found } from '../card/attempt-kind.ts';
import { markUnknown } from '../card/unknown-attempt.ts';
import type { TillContext } from '../runtime/context.ts';
import { refundAtTerminal, repeatObserver } from './refund-step.ts';
import { noteTold } from '../card/last-transaction.ts';
import type { PaymentAttempt } from '../ports/store.ts';

/**
 * Finds out what became of a void in doubt by asking for it once more, which moves no money when it
 * was done.
 */
export async function findOutVoid(ctx: TillContext, attempt: PaymentAttempt): Promise<Found> {
  // Which void it told of is for a person to judge: asked again it would only say "done before".
  return misfitSeen(ctx, attempt) === null ? repeatVoid(ctx, attempt) : leaveToPerson(ctx, attempt);
}

/** Why the approval that was seen of it is not what was asked for, or null. */
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
      // Done only now, it has told of itself.
      if (why === null) return { kind: 'done', result: outcome.result, lacksSlips: false };
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

/** Why it is still unknown, once. */
function noteReason(ctx: TillContext, attempt: PaymentAttempt, reason: string): void {
  const { attemptId } = attempt;
  if (attempt.reason !== reason) markUnknown(ctx, attemptId, reason);
}
