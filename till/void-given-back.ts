import { foldBasket } from '../core/basket/fold.ts';
import { basketTotals } from '../core/basket/totals.ts';
import { invariant } from '../core/assert.ts';
import { type Minor, sum } from '../core/money/minor.ts';
import type { TillContext } from './context.ts';
import { stepsNow } from './give-back-steps.ts';
import { inBackground } from './stop-selling.ts';
import type { StoredTakeBack, WriteTx } from './store.ts';

/** A basket that is voided after its money went back. */
export interface VoidedPaid {
  readonly kind: 'basket';
  readonly takeBackId: string;
  /** To be handed back of what was paid in cash. */
  readonly cashMinor: Minor;
}

/**
 * Voids the parked basket whose card money is all back: the last approval is never without it. What
 * was paid of it in cash is handed back now. No sale had counted that cash, so none is taken off
 * the drawer's books; that the drawer opens without a sale is journaled and counted as such.
 */
export function voidGivenBack(
  ctx: TillContext,
  tx: WriteTx,
  takeBack: StoredTakeBack,
  basketId: string,
): VoidedPaid {
  const parked = tx.suspendedBaskets().find((basket) => basket.basketId === basketId);
  invariant(parked !== undefined, `basket ${basketId} is being voided, and is not parked`);
  const basket = foldBasket(parked.events);
  const { totalMinor } = basketTotals(basket, ctx.settings.taxRule);
  const { takeBackId, operatorId, approvedBy, steps } = takeBack;
  const cashMinor = sum(
    steps.flatMap(({ way, amountMinor }) => (way === 'cash' ? [amountMinor] : [])),
  );
  const attemptIds = stepsNow(tx, takeBack).flatMap(({ attempt }) => attempt?.attemptId ?? []);
  ctx.faultPoint('beforeCommit');
  tx.append(
    'basket.voided',
    {
      basketId,
      lines: [...basket.lines],
      totalMinor,
      givenBack: { takeBackId, approvedBy, attemptIds, cashMinor },
    },
    operatorId,
  );
  if (cashMinor > 0) tx.append('drawer.opened', { reason: 'noSale', saleId: null }, operatorId);
  return { kind: 'basket', takeBackId, cashMinor };
}

/** After the commit: tells the windows, and opens the drawer for what was paid in cash. */
export function announceVoidPaid(ctx: TillContext, { takeBackId, cashMinor }: VoidedPaid): void {
  ctx.state.notify('accepted', 'basketGivenBack', { takeBackId });
  if (cashMinor === 0) return;
  void inBackground(ctx, async () => {
    const opened = await ctx.printer.openDrawer();
    if (opened.outcome === 'done') return;
    ctx.state.notify('attention', 'printerFault', { code: opened.code });
    ctx.state.changed();
  });
}
