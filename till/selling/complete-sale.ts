import { type Settlement, settle } from '../../core/tender/settle.ts';
import {
  amountOf,
  TENDERS,
  TERMINAL_MONEY,
  type Tender,
  tendersThat,
} from '../../core/tender/tender.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { formatReceiptNo } from '../../core/receipt/receipt-no.ts';
import { invariant } from '../../core/assert.ts';
import type { PricedBasket } from '../../core/pricing/price-basket.ts';
import { currentBasket, liveLines } from './current-basket.ts';
import type { TillContext } from '../runtime/context.ts';
import { heldPayments } from '../card/held-payments.ts';
import { openDrawerAside } from '../drawer/open-drawer.ts';
import type { PaymentAttempt, ReadTx, WriteTx } from '../ports/store.ts';

/**
 * Completes the open basket when its tenders cover it: one entry, its receipt number and the end
 * of the basket in the caller's transaction, so that none of them can be without the others.
 * Returns the sale, or null while something is still owed. `closingTenderId`: the tender that
 * was given just now and that no entry has booked yet; the cash before it has one (`part-cash.ts`).
 */
export function completeIfPaid(
  ctx: TillContext,
  tx: WriteTx,
  operatorId: string,
  closingTenderId: string | null = null,
): SaleCompleted | null {
  const current = currentBasket(ctx, tx);
  if (current === null || current.basket.tenders.length === 0) return null;
  const { basket, totals } = current;
  if (liveLines(basket).length === 0) return null;
  const settled = settle({
    totals,
    tenders: basket.tenders,
    cashRule: ctx.settings.currency.cashRule,
  });
  if (!settled.complete) return null;
  const shift = tx.openShift();
  invariant(shift !== null, 'a sale completes in an open shift');
  const { shiftId } = shift;
  const sale = saleOf(ctx, tx, { ...current, settled }, { shiftId, operatorId, closingTenderId });
  ctx.faultPoint('beforeCommit');
  tx.append('sale.completed', sale, operatorId);
  if (opensDrawer(sale)) {
    tx.append('drawer.opened', { reason: 'sale', saleId: sale.saleId }, operatorId);
  }
  tx.dropBasket(basket.basketId);
  return sale;
}

/** The sale that a paid basket is, with the next receipt number. */
export function saleOf(
  ctx: TillContext,
  tx: ReadTx,
  { basket, totals, settled }: PricedBasket & { readonly settled: Settlement },
  by: { shiftId: string; operatorId: string; closingTenderId: string | null },
): SaleCompleted {
  const { storeId, registerId } = ctx.settings;
  const receiptSeq = tx.nextReceiptSeq();
  return {
    saleId: ctx.ids.next(),
    basketId: basket.basketId,
    receiptNo: formatReceiptNo({ storeId, registerId, receiptSeq }),
    receiptSeq,
    shiftId: by.shiftId,
    operatorId: by.operatorId,
    currency: ctx.settings.currency.code,
    taxMode: ctx.settings.taxRule.taxMode,
    lines: [...basket.lines],
    taxes: [...totals.taxes],
    totalMinor: totals.totalMinor,
    taxMinor: totals.taxMinor,
    roundingMinor: settled.roundingMinor,
    tenders: [...basket.tenders],
    changeMinor: settled.changeMinor,
    ...takenBefore(basket.tenders, by.closingTenderId),
    itemCount: totals.itemCount,
    ...(basket.ageCheck === undefined ? {} : { ageCheck: basket.ageCheck }),
  };
}

/** What of the cash was booked as it came. */
function takenBefore(
  tenders: readonly Tender[],
  closingTenderId: string | null,
): Pick<SaleCompleted, 'cashTakenBeforeMinor'> {
  const kept = tendersThat(({ inDrawer }) => inDrawer, tenders);
  const cashTakenBeforeMinor = amountOf(
    kept.filter(({ tenderId }) => tenderId !== closingTenderId),
  );
  return cashTakenBeforeMinor === 0 ? {} : { cashTakenBeforeMinor };
}

/** Whether something was taken that the drawer opens for. */
export function opensDrawer({ tenders }: Pick<SaleCompleted, 'tenders'>): boolean {
  return tenders.some(({ kind }) => TENDERS[kind].opensDrawer);
}

/** After a sale's commit: tells the windows, wakes the printer and opens the drawer for cash. */
export function announceSale(ctx: TillContext, sale: SaleCompleted): void {
  ctx.faultPoint('afterCommit');
  ctx.state.lastSaleId = sale.saleId;
  ctx.state.handOver = null;
  if (opensDrawer(sale)) openDrawerAside(ctx);
  ctx.state.notify('accepted', 'saleComplete', { receiptNo: sale.receiptNo });
}

/** The tender that a paid card attempt is. */
export function cardTender(ctx: TillContext, attempt: PaymentAttempt): Tender {
  const { result } = attempt;
  return {
    tenderId: ctx.ids.next(),
    kind: TERMINAL_MONEY,
    amountMinor: attempt.amountMinor,
    card: {
      attemptId: attempt.attemptId,
      terminalId: result?.terminalId ?? attempt.terminalId,
      merchantId: result?.merchantId ?? '',
      maskedPan: result?.maskedPan ?? '',
      cardName: result?.cardName ?? '',
      authCode: result?.authCode ?? '',
      receiptNo: result?.receiptNo ?? '',
      trace: result?.trace ?? '',
    },
  };
}

/**
 * Gives the open basket the tenders of its card payments that it does not have yet: after an
 * approval, and after a parked basket whose payment was settled meanwhile is resumed.
 */
export function joinPaidCards(ctx: TillContext, tx: WriteTx): void {
  const current = currentBasket(ctx, tx);
  if (current === null) return;
  const { basket } = current;
  const known = new Set(basket.tenders.map((tender) => tender.card?.attemptId));
  for (const attempt of heldPayments(tx, basket.basketId)) {
    if (known.has(attempt.attemptId)) continue;
    const tender = cardTender(ctx, attempt);
    tx.addBasketEvents(basket.basketId, [{ type: 'tenderAdded', tender }]);
  }
}
