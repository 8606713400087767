import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import { COPY_DISK, keepFlow, readFlow } from '../ports/flow-state.ts';

/**
 * A manager says that the disk which is there now is the second copy's: the old one is lost, or was
 * exchanged. Journaled; the copy is begun or goes on there with the next look at it. A file on it that is
 * not this register's is left alone all the same.
 */
export function acceptCopyDisk(
  ctx: TillContext,
  command: CommandContext,
): Reply<Record<string, never>> {
  const operator = authorise(ctx, 'setUpDevices');
  if (!operator.ok) return operator;
  const answer = commit(ctx, command, (tx): Reply<Record<string, never>> => {
    const known = readFlow(tx, COPY_DISK);
    if (known === null) return refuse('questionChanged');
    const now = ctx.ids.next();
    tx.append('copyDisk.accepted', { was: known.diskId, now }, operator.value.operatorId);
    keepFlow(tx, COPY_DISK, { path: known.path, diskId: now, isNew: true });
    return DONE;
  });
  if (answer.ok) ctx.state.notify('accepted', 'copyDiskAccepted');
  return answer;
}
