import type { TerminalMark } from '../core/payment/types.ts';
import type { TillContext } from './context.ts';
import type { ReadTx } from './store.ts';

/**
 * The terminal's last transaction as far as the register knows it: what the next attempt is
 * compared with. A terminal that forgets with its batch has none after a close: if it then says
 * "none", nothing was booked since.
 */
export function knownMark(ctx: TillContext, tx: ReadTx): TerminalMark | null {
  if (ctx.state.lastTold !== null) return ctx.state.lastTold;
  const { terminalId, capabilities } = ctx.terminal;
  const isForgotten = capabilities.closeForgets && tx.isMarkOfClosedBatch(terminalId);
  return isForgotten ? null : tx.lastTerminalMark(terminalId);
}
