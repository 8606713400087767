import type { TillContext } from '../../till/context.ts';

const BOOT = 'session.boot';

/**
 * Gives an operator back to a service that main restarted: the same program run, the same person
 * at the same screen. After a restart of the whole program the PIN is asked again. The boot id is
 * made by main once per run and comes in `TILLWRIGHT_BOOT_ID`.
 */
export function restoreSession(ctx: TillContext): void {
  const bootId = process.env['TILLWRIGHT_BOOT_ID'] ?? '';
  const stored = ctx.store.read((tx) => ({
    boot: tx.setting(BOOT),
    session: tx.lastSession(),
  }));
  if (bootId === '' || stored.boot !== bootId) {
    ctx.store.write((tx) => tx.setSetting(BOOT, bootId));
    return;
  }
  ctx.state.operator = stored.session;
}
