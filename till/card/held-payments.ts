import type { BasketEvent } from '../../core/basket/types.ts';
import { isPaid } from '../../core/payment/machine.ts';
import { stillHeld } from '../../core/returns/refundable.ts';
import type { PaymentAttempt, ReadTx } from '../ports/store.ts';

/**
 * The card payments of a basket whose money the shop has: paid, and not certainly back. They pay
 * for the basket, and it cannot be thrown away while there are any.
 */
export function heldPayments(tx: ReadTx, basketId: string): PaymentAttempt[] {
  return tx
    .attemptsOfBasket(basketId)
    .filter(({ way, state }) => way === 'payment' && isPaid(state))
    .filter(({ attemptId, amountMinor }) => stillHeld(amountMinor, tx.refundsOf(attemptId)) > 0);
}

/**
 * The events of a parked basket as it is taken up again: without the card payments that went back
 * meanwhile, or goods would be handed over for money that is gone.
 */
export function eventsStillPaid(tx: ReadTx, events: readonly BasketEvent[]): BasketEvent[] {
  return events.filter((event) => {
    const attemptId = event.type === 'tenderAdded' ? event.tender.card?.attemptId : undefined;
    const attempt = attemptId === undefined ? null : tx.attempt(attemptId);
    return attempt === null || stillHeld(attempt.amountMinor, tx.refundsOf(attempt.attemptId)) > 0;
  });
}

/** Whether a parked basket's card money is going back: nothing else may be done with it. */
export function isBeingVoided(tx: ReadTx, basketId: string): boolean {
  const subject = tx.openReturn()?.subject;
  return subject?.kind === 'basket' && subject.basketId === basketId;
}
