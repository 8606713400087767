import { z } from 'zod';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import { flowKey, keepFlow, readFlow } from '../ports/flow-state.ts';
import type { ReadTx } from '../ports/store.ts';

/** The catalogue file that waits for a manager's word. */
export const HELD_CATALOGUE = flowKey(
  'catalogue.held',
  z.strictObject({ sha256: z.string(), itemsNow: z.int(), itemsInFile: z.int() }),
);
export type HeldCatalogue = z.infer<typeof HELD_CATALOGUE.schema>;

/** The SHA-256 of the file that a manager agreed to. */
export const CONFIRMED_CATALOGUE = flowKey('catalogue.confirmed', z.string());

/** The catalogue file that waits for a manager's word, or null. */
export function heldCatalogue(tx: ReadTx): HeldCatalogue | null {
  return readFlow(tx, HELD_CATALOGUE);
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
    keepFlow(tx, CONFIRMED_CATALOGUE, held.sha256);
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
