import type { TillContext } from './runtime/context.ts';
import { stepsNow } from './returns/refund-progress.ts';
import type { ReadTx } from './ports/store.ts';

/**
 * What the keys that move money act on, as one text: it changes whenever a press that was meant for
 * the state before would do something else now. Papers that print, words of the terminal and what
 * goes to head office are not in it: they must not take a cashier's key away.
 */
export function moneyState(ctx: TillContext, tx: ReadTx): string {
  const open = tx.openBasket();
  const saleReturn = tx.openReturn();
  const live = ctx.state.payment;
  return JSON.stringify([
    ctx.state.operator?.operatorId,
    tx.openDay()?.businessDay,
    tx.openShift()?.shiftId,
    // A basket only ever grows by events: their number says which state of it was seen.
    open?.basketId,
    open?.events.length,
    live?.attemptId,
    live?.state,
    tx.openAttempts().map(({ attemptId, state }) => [attemptId, state]),
    saleReturn?.returnId,
    saleReturn === null
      ? null
      : stepsNow(tx, saleReturn).map(({ step, state }) => [step.way, state]),
    ctx.state.lastSaleId,
  ]);
}
