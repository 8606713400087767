import { type Minor, ZERO } from '../../core/money/minor.ts';
import { bareResult } from '../../core/payment/bare-result.ts';
import { refundable } from '../../core/returns/refundable.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import { invariant } from '../../core/assert.ts';
import { askedBy, misfit } from '../card/asked-of-terminal.ts';
import type { TillContext } from '../runtime/context.ts';
import { stepsNow } from './refund-progress.ts';
import { forgetTold, knownMark } from '../card/last-transaction.ts';
import { attemptAndOriginal } from '../card/original-payment.ts';
import { nextReference } from '../card/reference.ts';
import type {
  TerminalRefundRequest,
  TerminalObserver,
  TerminalOutcome,
} from '../ports/card-terminal.ts';
import { keepSlip } from '../card/slips.ts';
import type { PaymentAttempt, StoredReturn, WriteTx } from '../ports/store.ts';
import { isVoidable } from './refund-plan.ts';

/** A refund whose intent is durable and that nothing has been sent of. */
export interface DueRefund {
  readonly attemptId: string;
  readonly way: 'void' | 'refund';
  readonly amountMinor: Minor;
}

/**
 * Journals the intent of the next step at the terminal, or returns null when there is none; one
 * that failed is tried `again` only because a person has decided so. A void that was planned before
 * its batch was closed, or its terminal exchanged, waits for a person too: under its number another
 * customer's payment may stand now. The database refuses it while another attempt is open on the
 * terminal, and when more would be refunded than was paid.
 */
export function intendNext(
  ctx: TillContext,
  tx: WriteTx,
  saleReturn: StoredReturn,
  { actor, again }: { actor: string; again: boolean },
): DueRefund | null {
  const due = stepsNow(tx, saleReturn).find(
    ({ step, state }) => step.way !== 'cash' && state !== 'done',
  );
  if (due === undefined || (due.state === 'failed' && !again)) return null;
  const { way, originalAttemptId, amountMinor } = due.step;
  invariant(way !== 'cash' && originalAttemptId !== null, 'cash is not given at the terminal');
  if (way === 'void' && !isVoidable(ctx, tx, originalAttemptId)) return null;
  const original = tx.attempt(originalAttemptId);
  const leftMinor = refundable(original?.amountMinor ?? ZERO, tx.refundsOf(originalAttemptId));
  invariant(amountMinor <= leftMinor, `${originalAttemptId} would be refunded twice`);
  const { terminalId } = ctx.terminal;
  const attemptId = ctx.ids.next();
  tx.append(
    'refund.intended',
    {
      attemptId,
      returnId: saleReturn.returnId,
      way,
      originalAttemptId,
      terminalId,
      amountMinor,
      currency: ctx.settings.currency.code,
      lastKnown: knownMark(ctx, tx),
      reference: nextReference(tx),
    },
    actor,
  );
  forgetTold(tx, terminalId);
  return { attemptId, way, amountMinor };
}

/** Lets the terminal refund what the attempt says, by void or by refund. */
export function refundAtTerminal(
  ctx: TillContext,
  attemptId: string,
  observer: TerminalObserver,
): Promise<TerminalOutcome> {
  const { attempt, original } = ctx.store.read((tx) => attemptAndOriginal(tx, attemptId));
  const request: TerminalRefundRequest = {
    attemptId,
    amountMinor: attempt.amountMinor,
    currency: ctx.settings.currency,
    reference: attempt.reference ?? '',
    original: original.result ?? unseenResult(original),
  };
  return attempt.way === 'void'
    ? ctx.terminal.reverse(request, observer)
    : ctx.terminal.refund(request, observer);
}

/**
 * What a void that is asked for once more writes down. The attempt is unknown and stays so until
 * the end is certain: nothing needs to be written before sending, for a crash leaves the same
 * doubt, and a second void moves no money.
 */
export function repeatObserver(ctx: TillContext, attempt: PaymentAttempt): TerminalObserver {
  const { attemptId } = attempt;
  const asked = ctx.store.read((tx) => askedBy(ctx, tx, attemptId));
  return {
    sending: () => ctx.faultPoint('afterSending'),
    progress(progress) {
      const live = ctx.state.payment;
      if (live?.attemptId !== attemptId) return;
      live.terminalText = progress.text;
      live.statusCode = progress.code;
      ctx.state.changed();
    },
    result(result) {
      ctx.store.write((tx) => tx.append('payment.resultSeen', { attemptId, result }, 'system'));
      if (result.approved) ctx.faultPoint('afterApproval');
      return result.approved && misfit(asked, result) !== null ? 'refuse' : 'book';
    },
    receipt: (slip) => keepSlip(ctx, attemptId, slip),
  };
}

/** A payment that a supervisor settled without the terminal ever telling its numbers. */
function unseenResult({ amountMinor }: PaymentAttempt): TerminalResult {
  return bareResult({ approved: true, resultCode: '', amountMinor });
}
