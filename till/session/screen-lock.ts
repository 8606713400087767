import { z } from 'zod';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { may } from './rights.ts';
import { checkPin, SESSION_OPERATOR, takeUpSession } from './session.ts';
import { flowKey, forgetFlow, keepFlow } from '../ports/flow-state.ts';
import type { WriteTx } from '../ports/store.ts';

type Empty = Record<string, never>;

/** The screen is locked, also for a service that main restarts. */
export const SESSION_LOCKED = flowKey('session.locked', z.literal(true));

/**
 * Locks the screen of whoever is signed on: the basket and everything else stays as it is, and
 * nothing is told or done until a PIN is typed. Refused while money moves at the terminal or a sale
 * is being returned: what these ask for must not wait for a PIN.
 */
export function lockScreen(ctx: TillContext, command: CommandContext): Reply<Empty> {
  const { operator, payment } = ctx.state;
  if (operator === null) return refuse('notSignedOn');
  if (payment !== null) return refuse('paymentOpen');
  const isRefunding = ctx.store.read((tx) => tx.openReturn() !== null);
  if (isRefunding) return refuse('paymentOpen');
  const { operatorId } = operator;
  const answer = commit(ctx, command, (tx) => {
    tx.append('screen.locked', { operatorId }, operatorId);
    keepFlow(tx, SESSION_LOCKED, true);
    return DONE;
  });
  if (answer.ok) {
    ctx.state.locked = true;
    ctx.state.multiplierThousandths = null;
  }
  return answer;
}

/**
 * Opens a locked screen. The person who is signed on goes on. Somebody else takes the session over,
 * under the own name: who may (`takeOver`) also with the open basket, which is theirs from then on;
 * anybody else only where no basket is open, as if the one before had signed off. PINs are counted
 * as at signing on.
 */
export async function unlockScreen(
  ctx: TillContext,
  command: CommandContext,
  input: { readonly operatorId: string; readonly pin: string },
): Promise<Reply<Empty>> {
  const { operator, locked } = ctx.state;
  if (operator === null || !locked) return DONE;
  const checked = await checkPin(ctx, input.operatorId, input.pin);
  if (!checked.ok) return checked;
  const person = checked.value;
  const isOwn = person.operatorId === operator.operatorId;
  const answer = commit(ctx, command, (tx) => {
    const open = tx.openBasket();
    if (!isOwn && open !== null && !may(person.role, 'takeOver')) return refuse('notAllowed');
    if (!isOwn) handOver(tx, operator.operatorId, person.operatorId, open?.basketId ?? null);
    tx.append('screen.unlocked', { operatorId: person.operatorId }, person.operatorId);
    forgetFlow(tx, SESSION_LOCKED);
    return DONE;
  });
  if (!answer.ok) return answer;
  ctx.state.locked = false;
  if (!isOwn) takeUpSession(ctx, person);
  return answer;
}

function handOver(tx: WriteTx, from: string, to: string, basketId: string | null): void {
  tx.append('operator.signedOff', { operatorId: from }, to);
  tx.append('operator.signedOn', { operatorId: to }, to);
  keepFlow(tx, SESSION_OPERATOR, to);
  if (basketId !== null) tx.addBasketEvents(basketId, [{ type: 'resumed', operatorId: to }]);
}
