import type { TillInput } from '../../contracts/till/contract.ts';
import { approvedPart, authoriseOrAsk } from '../session/approval.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { openDrawerAside } from './open-drawer.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';

/**
 * Opens the drawer without a sale: a supervisor, or anybody with a supervisor's agreement. Journaled
 * before it opens, and counted in X and Z.
 */
export async function noSale(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'drawer.noSale'>,
): Promise<Reply<Record<string, never>>> {
  if (ctx.store.read((tx) => tx.openDay()) === null) return refuse('dayNotOpen');
  const agreed = await authoriseOrAsk(ctx, 'noSale', input.approval);
  if (!agreed.ok) return agreed;
  const answer = commit(ctx, command, (tx) => {
    const { operatorId } = agreed.value.operator;
    const opened = { reason: 'noSale', saleId: null, ...approvedPart(agreed.value) } as const;
    tx.append('drawer.opened', opened, operatorId);
    return DONE;
  });
  if (answer.ok) openDrawerAside(ctx, 'drawerOpened');
  return answer;
}
