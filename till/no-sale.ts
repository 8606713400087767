import { type CommandContext, commit } from './commit.ts';
import type { TillContext } from './context.ts';
import { openDrawerAside } from './open-drawer.ts';
import { DONE, type Reply, refuse } from './reply.ts';
import { authorise } from './session.ts';

/** Opens the drawer without a sale. Journaled before it opens, and counted in X and Z. */
export function noSale(ctx: TillContext, command: CommandContext): Reply<Record<string, never>> {
  const operator = authorise(ctx, 'noSale');
  if (!operator.ok) return operator;
  if (ctx.store.read((tx) => tx.openDay()) === null) return refuse('dayNotOpen');
  const answer = commit(ctx, command, (tx) => {
    tx.append('drawer.opened', { reason: 'noSale', saleId: null }, operator.value.operatorId);
    return DONE;
  });
  if (answer.ok) openDrawerAside(ctx, 'drawerOpened');
  return answer;
}
