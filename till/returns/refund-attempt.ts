import {
  isSameNumber,
  isSameTransaction,
  markOf,
  NUMBERS_UNKNOWN,
} from '../../core/payment/terminal-mark.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import type { Approval, AttemptKind, Found } from '../card/attempt-kind.ts';
import { forgetTold } from '../card/last-transaction.ts';
import { lookFor } from '../card/look-for.ts';
import { attemptAndOriginal } from '../card/original-payment.ts';
import { startAttempt } from '../card/settle-attempt.ts';
import type { PaymentAttempt, WriteTx } from '../ports/store.ts';
import type { TillContext } from '../runtime/context.ts';
import { announceReturn, completeIfRefunded } from './complete-return.ts';
import { type DueRefund, intendNext, refundAtTerminal } from './refund-step.ts';
import { findOutVoid } from './repeat-void.ts';

/** Starts a refund whose intent is durable; how it goes arrives in snapshots. */
export function startRefund(ctx: TillContext, due: DueRefund): void {
  const kind = due.way === 'void' ? voidKind : refundKind;
  startAttempt(ctx, kind, due, (observer) => refundAtTerminal(ctx, due.attemptId, observer));
}

const WORDS = {
  approved: 'refunded',
  declined: 'refundDeclined',
  notStarted: 'refundNotStarted',
  unknown: 'refundUnknown',
  settledNotDone: null,
} as const;

/** A payment undone under its number. Asked for twice it moves no money twice. */
export const voidKind: AttemptKind = {
  words: WORDS,
  holdsLane: false,
  asksAgain: true,
  findOut: findOutVoid,
  withNumbers,
  follow: followRefunded,
};

/**
 * Money refunded to a card. In doubt it is only ever looked for in the terminal's book, because a
 * second one would pay a second time.
 */
export const refundKind: AttemptKind = {
  ...voidKind,
  asksAgain: false,
  findOut: findOutRefund,
};

async function findOutRefund(ctx: TillContext, attempt: PaymentAttempt): Promise<Found> {
  if (ctx.terminal.capabilities.lastTransaction === 'none') return { kind: 'unknown', ask: false };
  return lookFor(ctx, attempt);
}

/**
 * "Already voided" comes without the numbers of the void. They are asked for: compared with what
 * was before it, the next payment in doubt would take the void for itself.
 */
async function withNumbers(
  ctx: TillContext,
  attemptId: string,
  result: TerminalResult,
): Promise<Approval> {
  const { attempt, original } = ctx.store.read((tx) => attemptAndOriginal(tx, attemptId));
  // What was told while it was in doubt is older than the end of it.
  ctx.store.write((tx) => forgetTold(tx, attempt.terminalId));
  const isOfOriginal =
    original.result !== null &&
    (isSameNumber(result.receiptNo, original.result.receiptNo) ||
      isSameTransaction(original.result, result));
  const isComplete = markOf(result) !== null && !isOfOriginal;
  if (isComplete || ctx.terminal.capabilities.lastTransaction !== 'byComparison') return { result };
  const last = await ctx.terminal.lastTransaction();
  const bare = { ...result, receiptNo: '', trace: '' };
  if (last.kind !== 'found' || !last.result.approved) {
    return { result: bare, told: NUMBERS_UNKNOWN };
  }
  const { amountMinor, receiptNo, trace } = last.result;
  if (amountMinor === attempt.amountMinor) return { result: { ...result, receiptNo, trace } };
  // Something else ran at the terminal meanwhile: what comes next comes after that.
  return { result: bare, told: markOf(last.result) ?? NUMBERS_UNKNOWN };
}

/**
 * The money is back, and either the next step is intended or what is returned is complete: the
 * sale that returns the other one, or the basket's void. The next step, and cash, come by
 * themselves only while the customer is here, which is while the windows show this one.
 */
function followRefunded(
  ctx: TillContext,
  tx: WriteTx,
  _: PaymentAttempt,
  isHere: boolean,
): () => void {
  const saleReturn = tx.openReturn();
  if (saleReturn === null) return () => undefined;
  const actor = saleReturn.operatorId;
  const next = isHere ? intendNext(ctx, tx, saleReturn, { actor, again: false }) : null;
  if (next !== null) return () => startRefund(ctx, next);
  const end = completeIfRefunded(ctx, tx, saleReturn, isHere);
  return () => {
    if (end !== null) announceReturn(ctx, end);
  };
}
