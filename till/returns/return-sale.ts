import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import type { TillInput } from '../../contracts/till/contract.ts';
import { maskCardNumbers } from '../../core/payment/mask-card-numbers.ts';
import { replan } from '../../core/returns/refund-plan.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { type StepNow, stepsNow } from './refund-progress.ts';
import { DONE, type Reply, refuse, reply } from '../runtime/reply.ts';
import { authoriseSelling } from '../session/session.ts';
import type { ReadTx, StoredReturn } from '../ports/store.ts';
import { agreedRefund, type Motion, move, setOff } from './next-refund.ts';
import { isVoidable, planReturn, rulesFor } from './refund-plan.ts';

type Empty = Record<string, never>;

/**
 * Begins to take a whole sale back; somebody else agrees. The plan and the intent of its
 * first step are durable in one commit; a sale that was paid in cash is returned in that commit.
 */
export async function beginReturn(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'return.begin'>,
): Promise<Reply<{ returnId: string }>> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  if (ctx.state.checkingTerminal) return refuse('terminalBusy');
  const agreed = await agreedRefund(ctx, input.approval);
  if (!agreed.ok) return agreed;
  const { operatorId } = operator.value;
  const returnId = ctx.ids.next();
  const motion: Motion = { next: null, end: null };

  ctx.faultPoint('beforeIntent');
  const answer = commit(ctx, command, (tx) => {
    if (tx.openBasket() !== null) return refuse('basketOpen');
    const stored = tx.sale(input.saleId);
    if (stored === null) return refuse('unknownSale');
    const plan = planReturn(ctx, tx, stored, input.cardAs);
    if (!plan.ok) return refuse(plan.code);
    const { saleId, receiptNo } = stored.sale;
    tx.append(
      'return.intended',
      {
        returnId,
        saleId,
        receiptNo,
        reason: input.reason,
        note: maskCardNumbers(input.note),
        operatorId,
        approvedBy: agreed.value.approvedBy,
        steps: plan.steps,
      },
      operatorId,
    );
    const moved = move(ctx, tx, motion, operatorId);
    return moved.ok ? reply({ returnId }) : moved;
  });
  if (answer.ok) setOff(ctx, motion);
  return answer;
}

/**
 * Goes on with a step that the terminal refused, or that never began, as a supervisor decides:
 * the same once more, a void as a refund, or in cash where the shop allows that.
 */
export async function retryReturn(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'return.retry'>,
): Promise<Reply<Empty>> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  if (ctx.state.checkingTerminal) return refuse('terminalBusy');
  const agreed = await agreedRefund(ctx, input.approval);
  if (!agreed.ok) return agreed;
  const { operatorId } = operator.value;
  const motion: Motion = { next: null, end: null };

  ctx.faultPoint('beforeIntent');
  const answer = commit(ctx, command, (tx) => {
    const saleReturn = tx.openReturn();
    if (saleReturn?.returnId !== input.returnId) return refuse('noReturn');
    const steps = stepsNow(tx, saleReturn);
    if (steps.some(({ state }) => state === 'unknown')) return refuse('paymentUnresolved');
    const due = steps.find(({ state, step }) => state !== 'done' && step.way !== 'cash');
    if (due !== undefined) {
      const planned = decide(ctx, tx, saleReturn, due, input.as);
      if (!planned.ok) return planned;
      const { returnId } = saleReturn;
      const { approvedBy } = agreed.value;
      tx.append('return.replanned', { returnId, approvedBy, steps: planned.value }, operatorId);
    }
    return move(ctx, tx, motion, operatorId);
  });
  if (answer.ok) setOff(ctx, motion);
  return answer;
}

/**
 * Leaves a return in which nothing was refunded: the sale stays as it was. A basket that was
 * to be voided can be left with a part refunded too: it stays parked and owes that part again.
 */
export function abandonReturn(
  ctx: TillContext,
  command: CommandContext,
  input: { returnId: string },
): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  const answer = commit(ctx, command, (tx) => {
    const saleReturn = tx.openReturn();
    if (saleReturn?.returnId !== input.returnId) return refuse('noReturn');
    const refused = abandonRefusal(tx, saleReturn);
    if (refused !== null) return refuse(refused);
    const { returnId } = saleReturn;
    const reason = 'byOperator';
    tx.append('return.abandoned', { returnId, reason }, operator.value.operatorId);
    return DONE;
  });
  if (answer.ok) ctx.state.notify('accepted', 'returnLeft');
  return answer;
}

/** Why a return cannot be left, or null: money that went back, or may have, holds it. */
export function abandonRefusal(tx: ReadTx, saleReturn: StoredReturn): RefusalCode | null {
  const states = stepsNow(tx, saleReturn).map(({ state }) => state);
  if (states.includes('unknown') || states.includes('running')) return 'paymentUnresolved';
  if (saleReturn.subject.kind === 'basket') return null;
  return states.includes('done') ? 'partlyRefunded' : null;
}

/** The plan with the step that is due done as decided, or why that cannot be. */
function decide(
  ctx: TillContext,
  tx: ReadTx,
  saleReturn: StoredReturn,
  due: StepNow,
  as: 'same' | 'refund' | 'cash',
): Reply<StoredReturn['steps']> {
  const { step } = due;
  const original = step.originalAttemptId === null ? null : tx.attempt(step.originalAttemptId);
  if (original === null) return refuse('notPossible');
  // In another batch or on another terminal the number may be another customer's payment.
  if (as === 'same' && step.way === 'void' && !isVoidable(ctx, tx, original.attemptId)) {
    return refuse('voidNotPossible');
  }
  const paidMinor = original.amountMinor;
  const planned = replan(saleReturn.steps, step, { way: as, paidMinor }, rulesFor(ctx, saleReturn));
  return planned.ok ? reply(planned.steps) : refuse(planned.refusal);
}
