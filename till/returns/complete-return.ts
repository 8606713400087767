import { invariant } from '../../core/assert.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { negate } from '../../core/money/minor.ts';
import { formatReceiptNo } from '../../core/receipt/receipt-no.ts';
import { counterSale } from '../../core/returns/return-receipt.ts';
import { cardTender, opensDrawer } from '../selling/complete-sale.ts';
import type { TillContext } from '../runtime/context.ts';
import { cashOf, drawerRefusal } from '../drawer/drawer-cash.ts';
import { type StepNow, stepsNow } from './refund-progress.ts';
import type { Shift, StoredReturn, WriteTx } from '../ports/store.ts';
import { announceVoidPaid, type VoidedPaid, completeBasketVoid } from './complete-basket-void.ts';
import { openDrawerAside } from '../drawer/open-drawer.ts';

/** What ended a return: the sale that returns the other one, or a basket that is gone. */
export type ReturnEnd = { readonly kind: 'sale'; readonly sale: SaleCompleted } | VoidedPaid;

/**
 * Completes a return when all that goes back at the terminal is back: a sale by one negative
 * sale with a receipt number of its own, a part-paid basket by its void, in the caller's
 * transaction, so that the last approval is never without it. Returns what was completed, or null
 * while a step is missing, no shift is open to book it in, or its drawer holds too little cash by the
 * books. Cash is only paid out while the customer is here: else it waits for a person to go on.
 */
export function completeIfRefunded(
  ctx: TillContext,
  tx: WriteTx,
  saleReturn: StoredReturn,
  isCustomerHere: boolean,
): ReturnEnd | null {
  const shift = tx.openShift();
  if (shift === null || saleReturn.state !== 'open') return null;
  const steps = stepsNow(tx, saleReturn);
  const atTerminal = steps.filter(({ step }) => step.way !== 'cash');
  if (atTerminal.some(({ state }) => state !== 'done')) return null;
  if (!isCustomerHere && atTerminal.length < steps.length) return null;
  // The drawer of another shift than the one it began in may hold less.
  if (drawerRefusal(ctx, tx, cashOf(saleReturn.steps)) !== null) return null;
  const { subject } = saleReturn;
  if (subject.kind === 'basket') return completeBasketVoid(ctx, tx, saleReturn, subject);
  return {
    kind: 'sale',
    sale: completeSale(ctx, tx, { saleReturn, ...subject, shift, atTerminal }),
  };
}

interface RefundedSale {
  readonly saleReturn: StoredReturn;
  readonly saleId: string;
  readonly shift: Shift;
  /** Every card step, done. */
  readonly atTerminal: readonly StepNow[];
}

/** Books the negative sale. */
function completeSale(
  ctx: TillContext,
  tx: WriteTx,
  { saleReturn, saleId, shift, atTerminal }: RefundedSale,
): SaleCompleted {
  const original = tx.sale(saleId);
  invariant(original !== null, `sale ${saleId} is being returned, and is none`);
  const { storeId, registerId } = ctx.settings;
  const { returnId, operatorId } = saleReturn;
  const receiptSeq = tx.nextReceiptSeq();
  const sale = counterSale({
    original: original.sale,
    returnId,
    steps: saleReturn.steps,
    cards: atTerminal.map(({ attempt }) => {
      invariant(attempt !== null, `a step of ${returnId} is done without an attempt`);
      return { ...cardTender(ctx, attempt), amountMinor: negate(attempt.amountMinor) };
    }),
    cashTenderId: ctx.ids.next(),
    numbers: {
      saleId: ctx.ids.next(),
      receiptNo: formatReceiptNo({ storeId, registerId, receiptSeq }),
      receiptSeq,
      shiftId: shift.shiftId,
      operatorId,
    },
  });
  ctx.faultPoint('beforeCommit');
  tx.append('sale.completed', sale, operatorId);
  if (opensDrawer(sale)) {
    tx.append('drawer.opened', { reason: 'sale', saleId: sale.saleId }, operatorId);
  }
  return sale;
}

/** After the commit: tells the windows, wakes the printer, opens the drawer for cash. */
export function announceReturn(ctx: TillContext, end: ReturnEnd): void {
  ctx.faultPoint('afterCommit');
  if (end.kind === 'basket') return announceVoidPaid(ctx, end);
  const { sale } = end;
  // The lane may be serving the next customer while an answer about this one comes in.
  const isLaneFree = ctx.store.read((tx) => tx.openBasket()) === null;
  if (isLaneFree) ctx.state.lastSaleId = sale.saleId;
  if (opensDrawer(sale)) openDrawerAside(ctx);
  ctx.state.notify('accepted', 'returnDone', { receiptNo: sale.returnOf?.receiptNo ?? '' });
}

/**
 * Completes what only waited for an open shift: the terminal's answer came when none was open.
 * Moves no money: a part in cash waits until the customer is here.
 */
export function finishReturn(ctx: TillContext): void {
  const isOpen = ctx.store.read((tx) => tx.openReturn() !== null && tx.openShift() !== null);
  if (!isOpen) return;
  const end = ctx.store.write((tx) => {
    const saleReturn = tx.openReturn();
    return saleReturn === null ? null : completeIfRefunded(ctx, tx, saleReturn, false);
  });
  if (end !== null) announceReturn(ctx, end);
}
