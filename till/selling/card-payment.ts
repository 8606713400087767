import type { AttemptKind } from '../card/attempt-kind.ts';
import { lookFor } from '../card/look-for.ts';
import type { PaymentAttempt, WriteTx } from '../ports/store.ts';
import type { TillContext } from '../runtime/context.ts';
import { announceParked, completeParked } from './complete-parked.ts';
import { announceSale, completeIfPaid, joinPaidCards } from './complete-sale.ts';

/** A card payment: in doubt it keeps its basket waiting, and nothing charges it again. */
export const paymentKind: AttemptKind = {
  words: {
    approved: 'cardApproved',
    declined: 'cardDeclined',
    notStarted: 'cardNotStarted',
    unknown: 'cardUnknown',
    settledNotDone: 'cardResolved',
  },
  holdsLane: true,
  asksAgain: false,
  findOut: lookFor,
  withNumbers: null,
  follow: followPaid,
};

/**
 * The open basket has it as a tender, and the sale is complete when nothing is left to pay; so is a
 * parked one.
 */
function followPaid(ctx: TillContext, tx: WriteTx, attempt: PaymentAttempt): () => void {
  if (tx.openBasket()?.basketId !== attempt.basketId) {
    const parked = completeParked(ctx, tx);
    return () => announceParked(ctx, parked);
  }
  joinPaidCards(ctx, tx);
  const sale = completeIfPaid(ctx, tx, sellerOf(ctx, tx, attempt));
  return () => {
    if (sale !== null) announceSale(ctx, sale);
  };
}

/** After a restart nobody is signed on: the sale belongs to whoever's shift it is. */
function sellerOf(ctx: TillContext, tx: WriteTx, attempt: PaymentAttempt): string {
  return (
    ctx.state.operator?.operatorId ?? tx.openShift()?.operatorId ?? `attempt:${attempt.attemptId}`
  );
}
