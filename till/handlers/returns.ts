import type { returnsContract } from '../../contracts/till/returns.ts';
import { queryReturn } from '../returns/refund-plan.ts';
import { abandonReturn, beginReturn, retryReturn } from '../returns/return-sale.ts';
import { voidPaidBasket } from '../returns/void-paid-basket.ts';
import type { AreaHandlers, Ways } from './ways.ts';

/** Goods that come back, baskets that are voided after a payment. */
export function returnsHandlers({ ctx, run, query }: Ways) {
  return {
    'sale.voidPaid': (input, command) => run(command, () => voidPaidBasket(ctx, command, input)),
    'return.query': (input) => query(() => queryReturn(ctx, input)),
    'return.begin': (input, command) => run(command, () => beginReturn(ctx, command, input)),
    'return.retry': (input, command) => run(command, () => retryReturn(ctx, command, input)),
    'return.abandon': (input, command) => run(command, () => abandonReturn(ctx, command, input)),
  } satisfies AreaHandlers<typeof returnsContract>;
}
