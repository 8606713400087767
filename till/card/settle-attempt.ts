import type { TillInput } from '../../contracts/till/contract.ts';
import { maskCardNumbers } from '../../core/payment/mask-card-numbers.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import {
  askAgainLater,
  isOutdated,
  markUnknown,
  showAsking,
  tellUnknown,
  verdictOf,
} from './unknown-attempt.ts';
import { askedBy, misfit } from './asked-of-terminal.ts';
import { authoriseByTwo } from '../session/approval.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import { announceParked, completeParked, type ParkedSale } from '../selling/complete-parked.ts';
import { announceSale, completeIfPaid, joinPaidCards } from '../selling/complete-sale.ts';
import type { TillContext } from '../runtime/context.ts';
import { amountToBook } from './decided-amount.ts';
import { forgetTold, toldAtSettling } from './last-transaction.ts';
import type { TerminalOutcome } from '../ports/card-terminal.ts';
import { fetchSlips, oweSlips } from './missing-slips.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import { askRefund, bookRefunded, bookNotRefunded } from '../returns/refund-attempt.ts';
import { inBackground } from '../runtime/stop-selling.ts';
import type { PaymentAttempt, WriteTx } from '../ports/store.ts';

type Empty = Record<string, never>;

/** What the register books without anybody's command. */
const BY_ITSELF: CommandContext = { commandId: null };

/**
 * Books what became of a card payment. A time-out is never "declined": an unknown outcome is
 * recorded as such and the terminal is asked; nothing here can start a second charge.
 */
export async function applyOutcome(
  ctx: TillContext,
  attemptId: string,
  outcome: TerminalOutcome,
): Promise<void> {
  switch (outcome.kind) {
    case 'approved':
      bookPaid(ctx, BY_ITSELF, attemptId, (tx) => {
        tx.append('payment.approved', { attemptId, result: outcome.result }, 'system');
        if (outcome.endLost === true) oweSlips(ctx, tx, attemptId);
      });
      return;
    case 'declined': {
      const { result, reason } = outcome;
      ctx.store.write((tx) =>
        tx.append('payment.declined', { attemptId, result, reason }, 'system'),
      );
      endLive(ctx, attemptId);
      ctx.state.notify('refused', 'cardDeclined', { text: result?.text ?? '', reason });
      return;
    }
    case 'notStarted':
      return notStarted(ctx, attemptId, outcome.reason);
    case 'unknown':
      markUnknown(ctx, attemptId, outcome.reason);
      await askTerminal(ctx, attemptId);
  }
}

/**
 * Asks the terminal what became of an unknown attempt and books the answer when it is certain.
 * Moves no money; may be called any number of times. While the answer stays open it is asked
 * again by itself, and the basket waits.
 */
export async function askTerminal(ctx: TillContext, attemptId: string): Promise<void> {
  const attempt = ctx.store.read((tx) => tx.attempt(attemptId));
  if (attempt === null || attempt.state !== 'unknown') return;
  if (attempt.way !== 'payment') return askRefund(ctx, attemptId);
  if (attempt.terminalId !== ctx.terminal.terminalId) {
    // The terminal it ran on was exchanged: what the one here has, or has not, says nothing of it.
    leaveUnknown(ctx, attemptId);
    ctx.state.changed();
    return;
  }
  showAsking(ctx, attemptId);
  const last = await ctx.terminal.lastTransaction();
  // After the end of the register the database is closed; the next start asks again.
  if (ctx.state.ended) return;
  const still = ctx.store.read((tx) => tx.attempt(attemptId));
  // A supervisor may have settled it while the terminal was thinking.
  if (still === null || still.state !== 'unknown') return;
  const verdict = isOutdated(attempt, still) ? 'unknown' : verdictOf(ctx, still, last);
  if (verdict === 'paid' && last.kind === 'found') {
    const { result } = last;
    bookPaid(ctx, BY_ITSELF, attemptId, (tx) => {
      tx.append('payment.approved', { attemptId, result }, 'system');
      oweSlips(ctx, tx, attemptId);
    });
  } else if (verdict === 'notPaid') {
    ctx.store.write((tx) =>
      tx.append(
        'payment.declined',
        { attemptId, result: null, reason: 'notBookedAtTerminal' },
        'system',
      ),
    );
    endLive(ctx, attemptId);
    ctx.state.notify('attention', 'cardNotStarted', { reason: 'notBookedAtTerminal' });
  } else {
    leaveUnknown(ctx, attemptId);
    askAgainLater(ctx, () => askInBackground(ctx, attemptId));
  }
  ctx.state.changed();
}

function leaveUnknown(ctx: TillContext, attemptId: string): void {
  if (ctx.state.payment?.attemptId === attemptId) ctx.state.payment.state = 'unknown';
  tellUnknown(ctx, attemptId, 'cardUnknown');
}

/** The cashier asks: the answer is told, also when it is the same as before. */
export function askForCashier(ctx: TillContext, attemptId: string): Reply<Empty> {
  const operator = authorise(ctx, 'sell');
  if (!operator.ok) return operator;
  ctx.state.toldUnknown = null;
  // One that is in front of the cashier shows it by itself; one in the list says so here.
  const isShown = ctx.state.payment?.attemptId === attemptId;
  if (!isShown) ctx.state.notify('accepted', 'terminalAsked');
  askInBackground(ctx, attemptId);
  return DONE;
}

/** Asks without anybody waiting for the answer: it shows in the snapshots. */
export function askInBackground(ctx: TillContext, attemptId: string): void {
  // A time that runs out after the end finds the database closed.
  if (!ctx.state.ended) void inBackground(ctx, () => askTerminal(ctx, attemptId));
}

/**
 * Settles an unknown payment with evidence (the terminal's slip, its journal, the acquirer's
 * portal); a supervisor who is not the one signed on agrees. Both names stay in the journal.
 */
export async function resolvePayment(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'pay.resolve'>,
): Promise<Reply<Empty>> {
  const asked = { right: 'settleUnknownPayment', rule: 'settle' } as const;
  const agreed = await authoriseByTwo(ctx, asked, input.approval);
  if (!agreed.ok) return agreed;
  const attempt = ctx.store.read((tx) => tx.attempt(input.attemptId));
  // The terminal may have answered while the supervisor typed.
  if (attempt === null || attempt.state !== 'unknown') return refuse('alreadyClear');
  // Money may be moving this very moment: what was seen before says nothing of it.
  if (ctx.state.repeatingVoid === attempt.attemptId) return refuse('busy');
  const isRefunding = attempt.way !== 'payment';
  const settled = {
    attemptId: input.attemptId,
    approvedBy: agreed.value.approvedBy,
    // People copy what they see on a slip; a card number has no business here.
    evidence: maskCardNumbers(input.evidence),
    result: attempt.result,
    ...toldAtSettling(ctx, attempt, input.paid),
  };
  const actor = agreed.value.operator.operatorId;
  if (input.paid) {
    const paid = amountToBook(ctx, attempt);
    if (!paid.ok) return refuse('amountDiffers', { reason: paid.reason });
    const booked = {
      ...(paid.amountMinor === attempt.amountMinor ? {} : { bookedMinor: paid.amountMinor }),
      ...(wentElsewhere(ctx, attempt) ? ({ otherCard: true } as const) : {}),
    };
    const book = isRefunding ? bookRefunded : bookPaid;
    return book(ctx, command, input.attemptId, (tx) => {
      tx.append('payment.resolvedPaid', { ...settled, ...booked }, actor);
      // From here on the entry says what the next attempt begins after.
      forgetTold(tx, attempt.terminalId);
    });
  }
  if (isRefunding) {
    return bookNotRefunded(ctx, command, input.attemptId, (tx) =>
      tx.append('payment.resolvedNotPaid', settled, actor),
    );
  }
  const answer = commit(ctx, command, (tx) => {
    tx.append('payment.resolvedNotPaid', settled, actor);
    return DONE;
  });
  endLive(ctx, input.attemptId);
  // Else the last word on the screen stays "not known whether the card was charged".
  ctx.state.notify('accepted', 'cardResolved');
  return answer;
}

/** By what the terminal told of a refund it went to another card than the one that paid. */
function wentElsewhere(ctx: TillContext, { attemptId, result }: PaymentAttempt): boolean {
  if (result === null || !result.approved) return false;
  return (
    misfit(
      ctx.store.read((tx) => askedBy(ctx, tx, attemptId)),
      result,
    ) === 'otherCard'
  );
}

/**
 * One commit: the payment is paid, the open basket has it as a tender, and the sale is complete
 * when nothing is left to pay; so is a parked one.
 */
function bookPaid(
  ctx: TillContext,
  command: CommandContext,
  attemptId: string,
  append: (tx: WriteTx) => unknown,
): Reply<Empty> {
  let sale: SaleCompleted | null = null;
  let parked: readonly ParkedSale[] = [];
  const answer = commit(ctx, command, (tx) => {
    append(tx);
    const attempt = tx.attempt(attemptId);
    if (attempt === null) return DONE;
    if (tx.openBasket()?.basketId !== attempt.basketId) {
      parked = completeParked(ctx, tx);
      return DONE;
    }
    joinPaidCards(ctx, tx);
    sale = completeIfPaid(ctx, tx, sellerOf(ctx, tx, attempt));
    return DONE;
  });
  endLive(ctx, attemptId);
  fetchSlips(ctx);
  ctx.state.notify('accepted', 'cardApproved');
  if (sale !== null) announceSale(ctx, sale);
  announceParked(ctx, parked);
  ctx.state.changed();
  return answer;
}

/** After a restart nobody is signed on: the sale belongs to whoever's shift it is. */
function sellerOf(ctx: TillContext, tx: WriteTx, attempt: PaymentAttempt): string {
  return (
    ctx.state.operator?.operatorId ?? tx.openShift()?.operatorId ?? `attempt:${attempt.attemptId}`
  );
}

async function notStarted(ctx: TillContext, attemptId: string, reason: string): Promise<void> {
  const attempt = ctx.store.read((tx) => tx.attempt(attemptId));
  if (attempt?.state === 'sending') {
    // The driver promised nothing left, but the journal says bytes may have: believe the journal.
    markUnknown(ctx, attemptId, reason);
    await askTerminal(ctx, attemptId);
    return;
  }
  ctx.store.write((tx) => tx.append('payment.neverStarted', { attemptId, reason }, 'system'));
  endLive(ctx, attemptId);
  ctx.state.notify('refused', 'cardNotStarted', { reason });
}

function endLive(ctx: TillContext, attemptId: string): void {
  if (ctx.state.payment?.attemptId === attemptId) ctx.state.payment = null;
}
