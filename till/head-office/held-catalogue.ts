import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import {
  CONFIRMED_CATALOGUE,
  HELD_CATALOGUE,
  type HeldCatalogue,
  type ReadTx,
} from '../ports/store.ts';

/** The catalogue file that waits for a manager's word, or null. */
export function heldCatalogue(tx: ReadTx): HeldCatalogue | null {
  const held = tx.setting(HELD_CATALOGUE);
  return held === null || held === '' ? null : (JSON.parse(held) as HeldCatalogue);
}

/**
 * A manager agrees to the file with far fewer items, the very one that was shown: journaled with
 * both numbers, then taken in at once. Lines of an open basket keep their prices.
 */
export async function confirmCatalogue(
  ctx: TillContext,
  command: CommandContext,
  input: { sha256: string },
): Promise<Reply<Record<string, never>>> {
  const operator = authorise(ctx, 'changeCatalogue');
  if (!operator.ok) return operator;
  const answer = commit(ctx, command, (tx): Reply<Record<string, never>> => {
    const held = heldCatalogue(tx);
    if (held?.sha256 !== input.sha256) return refuse('questionChanged');
    tx.append('catalogue.fallConfirmed', held, operator.value.operatorId);
    tx.setSetting(CONFIRMED_CATALOGUE, held.sha256);
    return DONE;
  });
  if (!answer.ok) return answer;
  const fault = await ctx.catalogueFile.readAgain();
  if (fault === null) {
    ctx.state.notify('accepted', 'catalogueTaken');
    return DONE;
  }
  const { code, params } = fault;
  ctx.state.notify('refused', 'fileRefused', { ...params, file: 'catalogue.csv', fault: code });
  return DONE;
}
