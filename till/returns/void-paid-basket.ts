import type { TillInput } from '../../contracts/till/contract.ts';
import { maskCardNumbers } from '../../core/payment/mask-card-numbers.ts';
import { stillAgreed } from '../session/approval.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { currentBasket } from '../selling/current-basket.ts';
import { type Reply, refuse, reply } from '../runtime/reply.ts';
import { authoriseSelling } from '../session/session.ts';
import type { ReadTx } from '../ports/store.ts';
import { agreedRefund, type Motion, move, setOff } from './next-refund.ts';
import { askedAboveLimit } from '../selling/void-limit.ts';
import { planVoidPaid } from './void-paid-plan.ts';

/**
 * Begins to void the open basket of which cards have paid a part; somebody else agrees.
 * It is parked, and the plan and the intent of its first step are durable, in one commit; it is
 * voided in the commit with which the last of its money is back. Whatever goes wrong between, it
 * stays parked with what is still paid of it.
 */
export async function voidPaidBasket(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'sale.voidPaid'>,
): Promise<Reply<{ returnId: string }>> {
  const operator = authoriseSelling(ctx, 'voidBasket');
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  if (ctx.state.checkingTerminal) return refuse('terminalBusy');
  const look = (tx: ReadTx) => {
    const current = currentBasket(ctx, tx);
    if (current === null) return null;
    const { totalMinor: amountMinor } = current.totals;
    return askedAboveLimit(ctx, tx, operator.value, { basketId: input.basketId, amountMinor });
  };
  // Two people in any case; above a limit not everybody's word is enough.
  const agreed = await agreedRefund(ctx, input.approval, ctx.store.read(look)?.least);
  if (!agreed.ok) return agreed;
  const { operatorId } = operator.value;
  const { approvedBy } = agreed.value;
  const returnId = ctx.ids.next();
  const motion: Motion = { next: null, end: null };

  ctx.faultPoint('beforeIntent');
  const answer = commit(ctx, command, (tx) => {
    const open = tx.openBasket();
    const current = currentBasket(ctx, tx);
    // What was agreed to is this basket, not the one that took its place meanwhile.
    if (open === null || current === null || open.basketId !== input.basketId) {
      return refuse('noBasket');
    }
    const missing = stillAgreed(look(tx), agreed.value);
    if (missing !== null) return missing;
    const plan = planVoidPaid(ctx, tx, current.basket);
    if (!plan.ok) return refuse(plan.code);
    const { basketId } = open;
    const label = maskCardNumbers(input.label.trim());
    tx.append('basket.suspended', { basketId, label, events: [...open.events] }, operatorId);
    tx.dropBasket(basketId);
    const { steps } = plan;
    tx.append(
      'basketVoid.intended',
      { returnId, basketId, reason: input.reason, operatorId, approvedBy, steps },
      operatorId,
    );
    const moved = move(ctx, tx, motion, operatorId);
    return moved.ok ? reply({ returnId }) : moved;
  });
  if (!answer.ok) return answer;
  ctx.state.multiplierThousandths = null;
  setOff(ctx, motion);
  return answer;
}
