import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from './session.ts';

/**
 * Ends the program from the office; in kiosk mode the only way. Not while the terminal has a
 * payment: its answer would come to nobody. An open basket waits on the disk for the next start.
 */
export function endProgram(
  ctx: TillContext,
  command: CommandContext,
): Reply<Record<string, never>> {
  const operator = authorise(ctx, 'endProgram');
  if (!operator.ok) return operator;
  if (ctx.state.payment !== null) return refuse('paymentOpen');
  const answer = commit(ctx, command, (tx) => {
    tx.append('program.ended', {}, operator.value.operatorId);
    return DONE;
  });
  if (answer.ok) ctx.endProgram();
  return answer;
}
