import { foldBasket } from '../../core/basket/fold.ts';
import { priceBasket } from '../../core/pricing/price-basket.ts';
import { invariant } from '../../core/assert.ts';
import type { Minor } from '../../core/money/minor.ts';
import type { Tender } from '../../core/tender/tender.ts';
import type { TillContext } from '../runtime/context.ts';
import { stepsNow } from './refund-progress.ts';
import { openDrawerAside } from '../drawer/open-drawer.ts';
import { announceOthersBack, handBack } from '../selling/part-cash.ts';
import type { StoredReturn, WriteTx } from '../ports/store.ts';

/** A basket that is voided after its money went back. */
export interface VoidedPaid {
  readonly kind: 'basket';
  readonly returnId: string;
  /** To be handed back of what was paid in cash. */
  readonly cashMinor: Minor;
  /** What else is handed back as it came. */
  readonly others: readonly Tender[];
}

/**
 * Voids the parked basket whose card money is all back: the last approval is never without it. What
 * else was paid of it is handed back now, cash out of the shift that is open.
 */
export function completeBasketVoid(
  ctx: TillContext,
  tx: WriteTx,
  saleReturn: StoredReturn,
  { basketId, reason }: Extract<StoredReturn['subject'], { kind: 'basket' }>,
): VoidedPaid {
  const parked = tx.suspendedBaskets().find((basket) => basket.basketId === basketId);
  invariant(parked !== undefined, `basket ${basketId} is being voided, and is not parked`);
  const { basket, totals } = priceBasket(foldBasket(parked.events), ctx.settings);
  const { totalMinor } = totals;
  const { returnId, operatorId, approvedBy } = saleReturn;
  const attemptIds = stepsNow(tx, saleReturn).flatMap(({ attempt }) => attempt?.attemptId ?? []);
  ctx.faultPoint('beforeCommit');
  const { cashMinor, others } = handBack(tx, basket, operatorId);
  tx.append(
    'basket.voided',
    {
      basketId,
      lines: [...basket.lines],
      totalMinor,
      reason,
      refunded: { returnId, approvedBy, attemptIds, cashMinor },
    },
    operatorId,
  );
  return { kind: 'basket', returnId, cashMinor, others };
}

/** After the commit: tells the windows, and opens the drawer for what was paid in cash. */
export function announceVoidPaid(
  ctx: TillContext,
  { returnId, cashMinor, others }: VoidedPaid,
): void {
  ctx.state.notify('accepted', 'basketRefunded', { returnId });
  announceOthersBack(ctx, others);
  if (cashMinor > 0) openDrawerAside(ctx);
}
