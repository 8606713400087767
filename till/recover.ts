import { announceSale, completeIfPaid, joinPaidCards } from './selling/complete-sale.ts';
import { finishParked } from './selling/complete-parked.ts';
import { finishReturn } from './returns/complete-return.ts';
import type { TillContext } from './runtime/context.ts';
import type { AttemptKinds } from './card/attempt-kind.ts';
import { markUnknown } from './card/unknown-attempt.ts';
import { fetchSlips } from './card/missing-slips.ts';
import { askInBackground } from './card/settle-attempt.ts';
import type { SaleCompleted } from '../core/journal/events/sale.ts';

/**
 * What the register does before it sells, after a power cut and after a restarted service alike:
 * attempts that never left are closed, attempts that may have left become `unknown` and the
 * terminal is asked, a basket that is fully paid is completed, and so is a return of which
 * all is refunded. It never sends a charge, and never pays anything out.
 */
export function recover(ctx: TillContext, kinds: AttemptKinds): void {
  for (const attempt of ctx.store.read((tx) => tx.openAttempts())) {
    const { attemptId } = attempt;
    // After a full disk the driver may still be at it: its own outcome is yet to come.
    const { payment } = ctx.state;
    if (payment?.attemptId === attemptId && payment.state === 'working') continue;
    switch (attempt.state) {
      case 'intended':
        // `sending` is durable before the first byte: without it the terminal heard nothing.
        ctx.store.write((tx) =>
          tx.append('payment.neverStarted', { attemptId, reason: 'restart' }, 'system'),
        );
        break;
      case 'sending':
        markUnknown(ctx, attemptId, 'restart');
        break;
      default:
        break;
    }
  }
  completePaidBasket(ctx);
  finishReturn(ctx);
  finishParked(ctx);
  ctx.state.recovering = false;
  for (const attempt of ctx.store.read((tx) => tx.openAttempts())) {
    askInBackground(ctx, kinds, attempt.attemptId);
  }
  fetchSlips(ctx);
}

function completePaidBasket(ctx: TillContext): void {
  if (ctx.store.read((tx) => tx.openBasket()) === null) return;
  const sale = ctx.store.write((tx): SaleCompleted | null => {
    joinPaidCards(ctx, tx);
    const shift = tx.openShift();
    return shift === null ? null : completeIfPaid(ctx, tx, shift.operatorId);
  });
  if (sale !== null) announceSale(ctx, sale);
}
