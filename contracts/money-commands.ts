import type { TillCallName } from './till/contract.ts';

/**
 * Commands that move money, or end what money was counted for. The windows send them once for each
 * press and say which state was on the screen when it was pressed; the service refuses one that was
 * meant for another state with `changedMeanwhile`. Stopping a payment is not among them: that must
 * work in every state.
 */
export const MONEY_COMMANDS: ReadonlySet<TillCallName> = new Set<TillCallName>([
  'shift.open',
  'sale.voidBasket',
  'sale.voidPaid',
  'pay.tender',
  'pay.returnCash',
  'pay.card',
  'pay.judgeSignature',
  'pay.resolve',
  'return.begin',
  'return.retry',
  'return.abandon',
  'receipt.reprint',
  'drawer.noSale',
  'shift.close',
  'settlement.close',
  'day.close',
]);
