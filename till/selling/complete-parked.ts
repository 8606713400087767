import { foldBasket } from '../../core/basket/fold.ts';
import { settle } from '../../core/tender/settle.ts';
import { priceBasket } from '../../core/pricing/price-basket.ts';
import type { UnpricedBasket } from '../../core/basket/types.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { subtract } from '../../core/money/minor.ts';
import { isOpen } from '../../core/payment/machine.ts';
import { cardTender, saleOf } from './complete-sale.ts';
import type { TillContext } from '../runtime/context.ts';
import { liveLines } from './current-basket.ts';
import { eventsStillPaid, heldPayments, isBeingVoided } from '../card/held-payments.ts';
import type { ReadTx, SuspendedBasket, WriteTx } from '../ports/store.ts';

/** A parked basket that became a sale by itself. */
export interface ParkedSale {
  readonly label: string;
  readonly sale: SaleCompleted;
}

/**
 * Completes every parked basket that is paid in full: its payment was in doubt when it was parked,
 * and the answer came when another customer, or nobody, was at the lane. It belongs to the open
 * shift, or to the day's last one once the cash is counted: all of its cash was booked as it was
 * taken, so no drawer changes. Where change would be due, or no day is open, it waits.
 */
export function completeParked(ctx: TillContext, tx: WriteTx): ParkedSale[] {
  const shiftId = tx.openShift()?.shiftId ?? tx.lastShiftOfDay();
  if (shiftId === null) return [];
  return tx.suspendedBaskets().flatMap((parked) => {
    const sale = completeOne(ctx, tx, parked, shiftId);
    return sale === null ? [] : [{ label: parked.label, sale }];
  });
}

function completeOne(
  ctx: TillContext,
  tx: WriteTx,
  parked: SuspendedBasket,
  shiftId: string,
): SaleCompleted | null {
  const { basketId, operatorId } = parked;
  const isInDoubt = tx.attemptsOfBasket(basketId).some(({ state }) => isOpen(state));
  if (isInDoubt || isBeingVoided(tx, basketId)) return null;
  const { basket, totals } = priceBasket(paidBasket(ctx, tx, parked), ctx.settings);
  if (liveLines(basket).length === 0 || basket.tenders.length === 0) return null;
  const { cashRule } = ctx.settings.currency;
  const settled = settle({ totals, tenders: basket.tenders, cashRule });
  if (!settled.complete || settled.changeMinor !== 0) return null;
  const by = { shiftId, operatorId, closingTenderId: null };
  const sale = saleOf(ctx, tx, { basket, totals, settled }, by);
  tx.append('basket.resumed', { basketId }, operatorId);
  tx.append('sale.completed', sale, operatorId);
  return sale;
}

/** The parked basket with every payment that the shop has for it. */
export function paidBasket(ctx: TillContext, tx: ReadTx, parked: SuspendedBasket): UnpricedBasket {
  const basket = foldBasket(eventsStillPaid(tx, parked.events));
  const known = new Set(basket.tenders.map(({ card }) => card?.attemptId));
  const missing = heldPayments(tx, parked.basketId).filter(
    ({ attemptId }) => !known.has(attemptId),
  );
  return {
    ...basket,
    tenders: [...basket.tenders, ...missing.map((attempt) => cardTender(ctx, attempt))],
  };
}

/** Parked baskets that cards have paid in part: the Z names them, for their money is in no sale. */
export function parkedPaid(ctx: TillContext, tx: ReadTx) {
  return tx
    .suspendedBaskets()
    .filter(({ basketId }) => heldPayments(tx, basketId).length > 0)
    .map((parked) => {
      const { totals } = priceBasket(paidBasket(ctx, tx, parked), ctx.settings);
      const { totalMinor, remainingMinor } = totals;
      const paidMinor = subtract(totalMinor, remainingMinor);
      return { basketId: parked.basketId, label: parked.label, paidMinor, totalMinor };
    });
}

/** After the commit: says so, and shows none of it as the lane's own last sale. */
export function announceParked(ctx: TillContext, sales: readonly ParkedSale[]): void {
  for (const { label, sale } of sales) {
    ctx.state.notify('accepted', 'parkedCompleted', { label, receiptNo: sale.receiptNo });
  }
}

/** Completes what only waited for a day and a shift. */
export function finishParked(ctx: TillContext): void {
  const hasParked = ctx.store.read((tx) => tx.suspendedBaskets().length > 0);
  if (hasParked)
    announceParked(
      ctx,
      ctx.store.write((tx) => completeParked(ctx, tx)),
    );
}
