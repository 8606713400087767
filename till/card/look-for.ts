import { askedBy, misfit } from './asked-of-terminal.ts';
import type { Found } from './attempt-kind.ts';
import { noteTold } from './last-transaction.ts';
import { isOutdated, markUnknown, verdictOf } from './unknown-attempt.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import type { PaymentAttempt } from '../ports/store.ts';
import type { TillContext } from '../runtime/context.ts';

/** Looks for an attempt in doubt in the terminal's book: moves no money. */
export async function lookFor(ctx: TillContext, attempt: PaymentAttempt): Promise<Found> {
  const { attemptId } = attempt;
  const last = await ctx.terminal.lastTransaction();
  // After the end of the register the database is closed; the next start asks again.
  if (ctx.state.ended) return { kind: 'unknown', ask: false };
  const still = ctx.store.read((tx) => tx.attempt(attemptId));
  if (still === null || isOutdated(attempt, still)) return { kind: 'unknown', ask: true };
  // Also of one that a supervisor settled meanwhile: what was told is what the next begins after.
  const verdict = verdictOf(ctx, still, last);
  if (still.state !== 'unknown') return { kind: 'unknown', ask: false };
  if (verdict === 'notPaid') return { kind: 'notDone' };
  if (verdict !== 'paid' || last.kind !== 'found') return { kind: 'unknown', ask: true };
  const { result } = last;
  const why = misfit(
    ctx.store.read((tx) => askedBy(ctx, tx, attemptId)),
    result,
  );
  if (why === null) return { kind: 'done', result, lacksSlips: true };
  noteTold(ctx, attempt.terminalId, result);
  noteMisfit(ctx, still, result, why);
  return { kind: 'unknown', ask: false };
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
