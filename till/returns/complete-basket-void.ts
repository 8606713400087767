import { foldBasket } from '../../core/basket/fold.ts';
import { basketTotals } from '../../core/pricing/totals.ts';
import { invariant } from '../../core/assert.ts';
import type { Minor } from '../../core/money/minor.ts';
import type { TillContext } from '../runtime/context.ts';
import { stepsNow } from './refund-progress.ts';
import { openDrawerAside } from '../drawer/open-drawer.ts';
import { handBackCash } from '../selling/part-cash.ts';
import type { StoredTakeBack, WriteTx } from '../ports/store.ts';

/** A basket that is voided after its money went back. */
export interface VoidedPaid {
  readonly kind: 'basket';
  readonly takeBackId: string;
  /** To be handed back of what was paid in cash. */
  readonly cashMinor: Minor;
}

/**
 * Voids the parked basket whose card money is all back: the last approval is never without it. What
 * was paid of it in cash is handed back now, out of the shift that is open.
 */
export function voidGivenBack(
  ctx: TillContext,
  tx: WriteTx,
  takeBack: StoredTakeBack,
  { basketId, reason }: Extract<StoredTakeBack['subject'], { kind: 'basket' }>,
): VoidedPaid {
  const parked = tx.suspendedBaskets().find((basket) => basket.basketId === basketId);
  invariant(parked !== undefined, `basket ${basketId} is being voided, and is not parked`);
  const basket = foldBasket(parked.events);
  const { totalMinor } = basketTotals(basket, ctx.settings.taxRule);
  const { takeBackId, operatorId, approvedBy } = takeBack;
  const attemptIds = stepsNow(tx, takeBack).flatMap(({ attempt }) => attempt?.attemptId ?? []);
  ctx.faultPoint('beforeCommit');
  const cashMinor = handBackCash(tx, basket, operatorId);
  tx.append(
    'basket.voided',
    {
      basketId,
      lines: [...basket.lines],
      totalMinor,
      reason,
      givenBack: { takeBackId, approvedBy, attemptIds, cashMinor },
    },
    operatorId,
  );
  return { kind: 'basket', takeBackId, cashMinor };
}

/** After the commit: tells the windows, and opens the drawer for what was paid in cash. */
export function announceVoidPaid(ctx: TillContext, { takeBackId, cashMinor }: VoidedPaid): void {
  ctx.state.notify('accepted', 'basketGivenBack', { takeBackId });
  if (cashMinor > 0) openDrawerAside(ctx);
}
