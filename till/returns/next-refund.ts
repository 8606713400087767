import type { Approval } from '../../contracts/common.ts';
import { type Agreed, authoriseByTwo } from '../session/approval.ts';
import { announceReturn, completeIfRefunded, type ReturnEnd } from './complete-return.ts';
import type { TillContext } from '../runtime/context.ts';
import { cashOf, drawerRefusal } from '../drawer/drawer-cash.ts';
import { type DueRefund, intendNext } from './refund-step.ts';
import { stepsNow } from './refund-progress.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { startRefund } from './refund-attempt.ts';
import type { OperatorRole, WriteTx } from '../ports/store.ts';

type Empty = Record<string, never>;

/** What a command about a return set in motion; done after its commit. */
export interface Motion {
  next: DueRefund | null;
  end: ReturnEnd | null;
}

/** Nobody refunds money alone: whoever else agrees, or why that is not so. */
export function agreedRefund(
  ctx: TillContext,
  approval: Approval,
  least: OperatorRole = 'supervisor',
): Promise<Reply<Agreed & { readonly approvedBy: string }>> {
  return authoriseByTwo(ctx, { right: 'saleReturn', rule: 'refund', least }, approval);
}

/**
 * Journals the next step's intent, or the end when there is nothing left at the terminal. Refused
 * where the drawer has not the cash that comes last: what is begun could not be finished.
 */
export function move(ctx: TillContext, tx: WriteTx, motion: Motion, actor: string): Reply<Empty> {
  const saleReturn = tx.openReturn();
  if (saleReturn === null) return refuse('noReturn');
  const short = drawerRefusal(ctx, tx, cashOf(saleReturn.steps));
  if (short !== null) return short;
  const isDue = stepsNow(tx, saleReturn).some(
    ({ step, state }) => step.way !== 'cash' && state !== 'done',
  );
  if (!isDue) {
    motion.end = completeIfRefunded(ctx, tx, saleReturn, true);
    return DONE;
  }
  if (ctx.terminal.status().state === 'off') return refuse('terminalOff');
  const { terminalId } = ctx.terminal;
  const isBusy = tx.openAttempts().some((open) => open.terminalId === terminalId);
  if (isBusy) return refuse('paymentUnresolved');
  motion.next = intendNext(ctx, tx, saleReturn, { actor, again: true });
  return DONE;
}

/** After the commit: lets the terminal begin, or tells the windows that it is done. */
export function setOff(ctx: TillContext, { next, end }: Motion): void {
  if (next !== null) startRefund(ctx, next);
  if (end !== null) announceReturn(ctx, end);
}
