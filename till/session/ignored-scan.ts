import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import type { TillContext } from '../runtime/context.ts';
import { type Reply, refuse } from '../runtime/reply.ts';

/** A code was read and is not used, because of what is on the screen: counted like any other. */
export function ignoreScan(ctx: TillContext, reason: RefusalCode): Reply<never> {
  ctx.state.scanCount += 1;
  return scanIgnored(reason);
}

/** The refusal of a scan says that nothing came of the scan, whatever stands against it. */
export function scanIgnored(reason: RefusalCode): Reply<never> {
  return refuse(reason === 'screenLocked' ? 'scanLocked' : 'scanIgnored', { reason });
}
