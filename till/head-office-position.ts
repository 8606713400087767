import type { TillContext } from './context.ts';
import type { HeadOfficePosition } from './head-office-link.ts';

/**
 * Believes what head office says now over what it once acknowledged: restored from a backup, it lacks
 * days it had signed for. Their batches wait again and go there in order, as they were. Whether there
 * are any.
 */
export function alignWith(ctx: TillContext, { batch, seq }: HeadOfficePosition): boolean {
  return ctx.store.write((tx) => {
    const acknowledgedTo = tx.acknowledgedTo();
    if (tx.withdrawAcknowledgements(seq) === 0) return false;
    tx.append('headOffice.wentBack', { heldTo: seq, batchNo: batch, acknowledgedTo }, 'system');
    ctx.log.warn('head office has less than it acknowledged', { heldTo: seq, acknowledgedTo });
    return true;
  });
}
