import { z } from 'zod';
import { flowKey, forgetFlow, keepFlow, readFlow } from '../../till/ports/flow-state.ts';
import type { TillContext } from '../../till/runtime/context.ts';
import { SESSION_LOCKED } from '../../till/session/screen-lock.ts';
import { SESSION_OPERATOR } from '../../till/session/session.ts';

const BOOT = flowKey('session.boot', z.string());

/**
 * Gives an operator back to a service that main restarted: the same program run, the same person
 * at the same screen. After a restart of the whole program the PIN is asked again. The boot id is
 * made by main once per run and comes in `TILLWRIGHT_BOOT_ID`.
 */
export function restoreSession(ctx: TillContext): void {
  const bootId = process.env['TILLWRIGHT_BOOT_ID'] ?? '';
  ctx.store.write((tx) => {
    if (bootId !== '' && readFlow(tx, BOOT) === bootId) {
      const operator = tx.operator(readFlow(tx, SESSION_OPERATOR) ?? '');
      // Taken off the list meanwhile: no PIN, no session.
      ctx.state.operator = operator?.pinHash === '' ? null : operator;
      // Else ending the service would open a locked screen.
      ctx.state.locked = ctx.state.operator !== null && readFlow(tx, SESSION_LOCKED) === true;
      return;
    }
    keepFlow(tx, BOOT, bootId);
    forgetFlow(tx, SESSION_OPERATOR);
    forgetFlow(tx, SESSION_LOCKED);
  });
}
