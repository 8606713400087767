import type { TerminalReceiptMade } from '../../core/journal/events/paper.ts';
import { comesOnPaper } from '../../core/receipt/slip-order.ts';
import type { TerminalSlip } from '../ports/card-terminal.ts';
import { StoreFault, type WriteTx } from '../ports/store.ts';
import type { TillContext } from '../runtime/context.ts';

/**
 * Keeps a slip with its payment, durable before the terminal is answered. A database fault loses
 * the slip and nothing else: thrown on, it would make the terminal take an approved payment back.
 */
export function keepSlip(ctx: TillContext, attemptId: string, slip: TerminalSlip): void {
  const { kind } = slip;
  const made = slipMade(attemptId, slip);
  try {
    ctx.store.write((tx) => tx.append('terminal.receipt', made, 'system'));
  } catch (caught) {
    if (!(caught instanceof StoreFault)) throw caught;
    ctx.log.error('terminal slip not stored', { attemptId, kind, code: caught.code });
    return;
  }
  ctx.state.changed();
}

/** A slip as it is stored with its attempt, and whether it comes on paper here. */
export function slipMade(attemptId: string, slip: TerminalSlip): TerminalReceiptMade {
  const { kind, lines, signature } = slip;
  return { attemptId, kind, lines: [...lines], print: comesOnPaper(slip), signature };
}

/** Owes the customer a paper for each payment of a basket whose result is not known. */
export function owePendingSlips(tx: WriteTx, basketId: string, actor: string): void {
  for (const { attemptId, state } of tx.attemptsOfBasket(basketId)) {
    if (state === 'unknown') tx.append('payment.pendingSlip', { attemptId }, actor);
  }
}
