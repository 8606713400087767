import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { Basket } from '../../core/basket/types.ts';
import { isOpen } from '../../core/payment/machine.ts';
import { planRefund } from '../../core/returns/refund-plan.ts';
import type { TillContext } from '../runtime/context.ts';
import { heldPayments } from '../card/held-payments.ts';
import type { ReadTx } from '../ports/store.ts';
import { cashPaid } from '../selling/part-cash.ts';
import { refundRules, isVoidable, labelOf, type ReturnPlan } from './refund-plan.ts';

/**
 * How the money that was paid of a basket would go back now, or the code of what is against it.
 * Every card payment goes back at the terminal; what was paid in cash comes last. Cash for a card
 * is not among the ways: only a sale could book it.
 */
export function planVoidPaid(ctx: TillContext, tx: ReadTx, basket: Basket): ReturnPlan {
  const { basketId, tenders } = basket;
  if (tx.openReturn() !== null) return { ok: false, code: 'returnOpen' };
  const isInDoubt = tx.attemptsOfBasket(basketId).some(({ state }) => isOpen(state));
  if (isInDoubt) return { ok: false, code: 'paymentUnresolved' };
  const held = heldPayments(tx, basketId);
  if (held.length === 0) return { ok: false, code: 'notPossible' };
  const isOtherCurrency = held.some(({ currency }) => currency !== ctx.settings.currency.code);
  if (isOtherCurrency) return { ok: false, code: 'notPossible' };
  const cards = held.map(({ attemptId, amountMinor }) => {
    return { attemptId, amountMinor, inOpenBatch: isVoidable(ctx, tx, attemptId) };
  });
  const cashMinor = cashPaid({ tenders });
  const rules = { ...refundRules(ctx), cashForCard: false };
  const steps = planRefund({ cards, cashMinor }, rules);
  return steps === null ? { ok: false, code: 'refundNotPossible' } : { ok: true, steps };
}

/** What voiding the open basket would refund, or null where no card has paid any of it. */
export function voidPaidView(
  ctx: TillContext,
  tx: ReadTx,
  basket: Basket,
): NonNullable<TillSnapshot['basket']>['refund'] {
  if (heldPayments(tx, basket.basketId).length === 0) return null;
  const plan = planVoidPaid(ctx, tx, basket);
  if (!plan.ok) return { steps: [], refusal: plan.code };
  const steps = plan.steps.map((step) => ({
    way: step.way,
    amountMinor: step.amountMinor,
    label: labelOf(basket.tenders, step),
  }));
  return { steps, refusal: null };
}
