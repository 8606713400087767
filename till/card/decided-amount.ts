import { foldBasket } from '../../core/basket/fold.ts';
import { cardDue } from '../../core/tender/settle.ts';
import { priceBasket } from '../../core/pricing/price-basket.ts';
import type { Minor } from '../../core/money/minor.ts';
import { isAsAsked, type PaidAmount, paidAmount } from '../../core/payment/approved-amount.ts';
import type { TillContext } from '../runtime/context.ts';
import type { PaymentAttempt } from '../ports/store.ts';

/**
 * For how much a supervisor may take an attempt in doubt as done, or why not. What is refunded
 * is refunded whole or not at all.
 */
export function amountToBook(ctx: TillContext, attempt: PaymentAttempt): PaidAmount {
  const { amountMinor, result, way } = attempt;
  const asked = { amountMinor, currencyNumeric: ctx.settings.currency.numeric };
  if (way === 'payment') return paidAmount(asked, owedMinor(ctx, attempt), result);
  const isOther = result?.approved === true && !isAsAsked(asked, result);
  return isOther ? { ok: false, reason: 'aboveOwed' } : { ok: true, amountMinor };
}

/** What is left to pay of the goods, which wait at the till or parked for as long as it is open. */
function owedMinor(ctx: TillContext, { basketId, amountMinor }: PaymentAttempt): Minor {
  const events = ctx.store.read((tx) => {
    const open = tx.openBasket();
    if (open?.basketId === basketId) return open.events;
    return tx.suspendedBaskets().find((parked) => parked.basketId === basketId)?.events;
  });
  if (events === undefined) return amountMinor;
  const { basket, totals } = priceBasket(foldBasket(events), ctx.settings);
  const { cashRule } = ctx.settings.currency;
  // Where no card can pay the last minor unit, the rounded rest is what it was asked for.
  const askedMinor = cardDue({ totals, tenders: basket.tenders, cashRule });
  return askedMinor > totals.remainingMinor ? askedMinor : totals.remainingMinor;
}
