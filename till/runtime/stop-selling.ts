import type { TillContext } from './context.ts';
import { StoreFault } from '../ports/store.ts';

/** The database cannot be used: nothing is sold until it can, and the windows say why. */
export function stopSelling(ctx: TillContext, fault: StoreFault): void {
  ctx.state.stopped = { code: fault.code, message: fault.message };
  ctx.log.error('selling stops: database fault', { code: fault.code });
}

/**
 * Does what nobody waits for. A database fault in it stops selling like one in a command does;
 * left alone it would end the service, again and again. Anything else is a bug and ends it. What a
 * stop of the register cut off, the store closed under it, belongs to the next start.
 */
export async function inBackground(ctx: TillContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (caught) {
    if (ctx.state.ended) return;
    if (!(caught instanceof StoreFault)) throw caught;
    stopSelling(ctx, caught);
    ctx.state.changed();
  }
}
