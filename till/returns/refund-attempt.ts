import type { PaymentApproved } from '../../core/journal/events/payment.ts';
import { isOpen } from '../../core/payment/machine.ts';
import {
  isSameNumber,
  isSameTransaction,
  markOf,
  NUMBERS_UNKNOWN,
} from '../../core/payment/terminal-mark.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import { askAgainLater, markUnknown, showAsking, tellUnknown } from '../card/unknown-attempt.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import { announceReturn, completeIfRefunded, type ReturnEnd } from './complete-return.ts';
import type { TillContext } from '../runtime/context.ts';
import { type DueRefund, refundAtTerminal, intendNext } from './refund-step.ts';
import { attemptAndOriginal } from '../card/original-payment.ts';
import { findOut } from './unknown-refund.ts';
import { forgetTold } from '../card/last-transaction.ts';
import type { TerminalOutcome } from '../ports/card-terminal.ts';
import { fetchSlips, oweSlips } from '../card/missing-slips.ts';
import { DONE, type Reply } from '../runtime/reply.ts';
import { runAttempt } from '../card/run-attempt.ts';
import { inBackground } from '../runtime/stop-selling.ts';
import type { PaymentAttempt, WriteTx } from '../ports/store.ts';

type Empty = Record<string, never>;

const BY_ITSELF: CommandContext = { commandId: null };

/** Starts a refund whose intent is durable; how it goes arrives in snapshots. */
export function startRefund(ctx: TillContext, due: DueRefund): void {
  const { attemptId, way, amountMinor } = due;
  ctx.faultPoint('afterIntent');
  ctx.state.payment = {
    attemptId,
    way,
    amountMinor,
    sinceMs: ctx.clock.nowMs(),
    state: 'working',
    terminalText: '',
    statusCode: '',
    cancelRequested: false,
  };
  void runAttempt(
    ctx,
    attemptId,
    (observer) => refundAtTerminal(ctx, attemptId, observer),
    applyOutcome,
  );
}

async function applyOutcome(
  ctx: TillContext,
  attemptId: string,
  outcome: TerminalOutcome,
): Promise<void> {
  switch (outcome.kind) {
    case 'approved':
      await bookApproved(ctx, attemptId, outcome.result, outcome.endLost === true);
      return;
    case 'declined': {
      const { result, reason } = outcome;
      bookNotRefunded(ctx, BY_ITSELF, attemptId, (tx) =>
        tx.append('payment.declined', { attemptId, result, reason }, 'system'),
      );
      ctx.state.notify('refused', 'refundDeclined', { text: result?.text ?? '', reason });
      return;
    }
    case 'notStarted':
      await notStarted(ctx, attemptId, outcome.reason);
      return;
    case 'unknown':
      markUnknown(ctx, attemptId, outcome.reason);
      await askRefund(ctx, attemptId);
  }
}

async function notStarted(ctx: TillContext, attemptId: string, reason: string): Promise<void> {
  const attempt = ctx.store.read((tx) => tx.attempt(attemptId));
  if (attempt?.state === 'sending') {
    // The driver promised nothing left, but the journal says bytes may have: believe the journal.
    markUnknown(ctx, attemptId, reason);
    await askRefund(ctx, attemptId);
    return;
  }
  bookNotRefunded(ctx, BY_ITSELF, attemptId, (tx) =>
    tx.append('payment.neverStarted', { attemptId, reason }, 'system'),
  );
  ctx.state.notify('refused', 'refundNotStarted', { reason });
}

/**
 * Finds out what became of a refund in doubt. A void is asked for once more, which moves no
 * money when it was done; a refund is only ever looked for in the terminal's book, because a
 * second one would pay a second time. What stays open is asked about again by itself.
 */
export async function askRefund(ctx: TillContext, attemptId: string): Promise<void> {
  const attempt = ctx.store.read((tx) => tx.attempt(attemptId));
  if (attempt === null || attempt.state !== 'unknown' || ctx.state.repeatingVoid !== null) return;
  showAsking(ctx, attemptId);
  // Nobody may settle a void by hand while the terminal is doing it, until its end is booked.
  if (attempt.way === 'void') ctx.state.repeatingVoid = attemptId;
  try {
    await settleByAsking(ctx, attempt);
  } finally {
    if (ctx.state.repeatingVoid === attemptId) ctx.state.repeatingVoid = null;
    if (!ctx.state.ended) ctx.state.changed();
  }
}

async function settleByAsking(ctx: TillContext, attempt: PaymentAttempt): Promise<void> {
  const { attemptId } = attempt;
  const found = await findOut(ctx, attempt);
  // After the end of the register the database is closed; the next start asks again.
  if (ctx.state.ended) return;
  const still = ctx.store.read((tx) => tx.attempt(attemptId));
  // A supervisor may have settled it while the terminal was thinking.
  if (still === null || still.state !== 'unknown') return;
  if (found.kind === 'done') {
    // A void that is done only now has told of itself; a refund that is found never did.
    await bookApproved(ctx, attemptId, found.result, attempt.way === 'refund');
  } else if (found.kind === 'notDone') {
    const reason = 'notBookedAtTerminal';
    bookNotRefunded(ctx, BY_ITSELF, attemptId, (tx) =>
      tx.append('payment.declined', { attemptId, result: null, reason }, 'system'),
    );
    ctx.state.notify('attention', 'refundNotStarted', { reason });
  } else {
    // The lane goes on: the doubt stands in the list of pending payments until it is solved.
    endLive(ctx, attemptId);
    tellUnknown(ctx, attemptId, 'refundUnknown');
    if (found.ask) askAgainLater(ctx, () => askRefundInBackground(ctx, attemptId));
  }
}

/** Asks without anybody waiting for the answer: it shows in the snapshots. */
export function askRefundInBackground(ctx: TillContext, attemptId: string): void {
  // A time that runs out after the end finds the database closed.
  if (!ctx.state.ended) void inBackground(ctx, () => askRefund(ctx, attemptId));
}

async function bookApproved(
  ctx: TillContext,
  attemptId: string,
  approved: TerminalResult,
  lacksSlips: boolean,
): Promise<void> {
  const before = ctx.store.read((tx) => tx.attempt(attemptId));
  // What was told while it was in doubt is older than the end of it.
  if (before !== null) ctx.store.write((tx) => forgetTold(tx, before.terminalId));
  const approval = await withNumbers(ctx, attemptId, approved);
  const attempt = ctx.store.read((tx) => tx.attempt(attemptId));
  if (attempt === null || !isOpen(attempt.state)) return;
  bookRefunded(ctx, BY_ITSELF, attemptId, (tx) => {
    tx.append('payment.approved', { attemptId, ...approval }, 'system');
    // With other numbers than it came with it was done before, and nothing was heard of it.
    if (lacksSlips || approval.result !== approved) oweSlips(ctx, tx, attemptId);
  });
}

/**
 * "Already voided" comes without the numbers of the void. They are asked for: compared with what
 * was before it, the next payment in doubt would take the void for itself.
 */
async function withNumbers(
  ctx: TillContext,
  attemptId: string,
  result: TerminalResult,
): Promise<Pick<PaymentApproved, 'result' | 'told'>> {
  const { attempt, original } = ctx.store.read((tx) => attemptAndOriginal(tx, attemptId));
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
 * One commit: the money is back, and either the next step is intended or what is returned is
 * complete: the sale that takes the other one back, or the basket's void. The next step, and cash, come by themselves only while the customer
 * is here, which is while the windows show this one.
 */
export function bookRefunded(
  ctx: TillContext,
  command: CommandContext,
  attemptId: string,
  append: (tx: WriteTx) => unknown,
): Reply<Empty> {
  const isHere = ctx.state.payment?.attemptId === attemptId;
  let next: DueRefund | null = null;
  let end: ReturnEnd | null = null;
  const answer = commit(ctx, command, (tx) => {
    append(tx);
    const saleReturn = tx.openReturn();
    if (saleReturn === null) return DONE;
    if (isHere) {
      next = intendNext(ctx, tx, saleReturn, { actor: saleReturn.operatorId, again: false });
    }
    if (next === null) end = completeIfRefunded(ctx, tx, saleReturn, isHere);
    return DONE;
  });
  endLive(ctx, attemptId);
  // Before the next step goes to the terminal, whose last transaction this one is no longer then.
  fetchSlips(ctx);
  ctx.state.notify('accepted', 'refunded');
  if (end !== null) announceReturn(ctx, end);
  if (next !== null) startRefund(ctx, next);
  ctx.state.changed();
  return answer;
}

/** The money is still with the shop: the return stays open until a person decides. */
export function bookNotRefunded(
  ctx: TillContext,
  command: CommandContext,
  attemptId: string,
  append: (tx: WriteTx) => unknown,
): Reply<Empty> {
  const answer = commit(ctx, command, (tx) => {
    append(tx);
    return DONE;
  });
  endLive(ctx, attemptId);
  return answer;
}

function endLive(ctx: TillContext, attemptId: string): void {
  if (ctx.state.payment?.attemptId === attemptId) ctx.state.payment = null;
}
