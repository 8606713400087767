import type { TillContext } from '../runtime/context.ts';
import { inBackground } from '../runtime/stop-selling.ts';

/**
 * Opens the drawer, aside: nobody waits for a printer. The entry that says so is durable before
 * this is called. When it does not open the cashier is told; its key opens it. `whenOpen` is the
 * notice for when it did, where that is all that was asked for.
 */
export function openDrawerAside(ctx: TillContext, whenOpen?: 'drawerOpened'): void {
  void inBackground(ctx, async () => {
    const opened = await ctx.printer.openDrawer();
    const isOpen = opened.outcome === 'done' || opened.outcome === 'sent';
    if (isOpen && whenOpen === undefined) return;
    if (!isOpen) ctx.state.notify('attention', 'drawerFault', { code: opened.code });
    else ctx.state.notify('accepted', 'drawerOpened');
    ctx.state.changed();
  });
}
