import type { TillContext } from '../runtime/context.ts';

/** A code was read and is not used: counted like any other, and said aloud. */
export function ignoreScan(ctx: TillContext, reason: string): void {
  ctx.state.scanCount += 1;
  const isLocked = reason === 'screenLocked';
  ctx.state.notify('refused', isLocked ? 'scanLocked' : 'scanIgnored', { reason });
}
