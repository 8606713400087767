import { foldBasket } from '../../core/basket/fold.ts';
import { cardDue } from '../../core/tender/settle.ts';
import { type PricedBasket, priceBasket } from '../../core/pricing/price-basket.ts';
import type { UnpricedBasket, UnpricedLine } from '../../core/basket/types.ts';
import { type Minor, ZERO } from '../../core/money/minor.ts';
import type { TillContext } from '../runtime/context.ts';
import { type Reply, refuse } from '../runtime/reply.ts';
import type { ReadTx, WriteTx } from '../ports/store.ts';

/** The open basket with its totals, or null. */
export function currentBasket(ctx: TillContext, tx: ReadTx): PricedBasket | null {
  const open = tx.openBasket();
  return open === null ? null : priceBasket(ctx.state.foldOpen(open.events), ctx.settings);
}

/** What a card is asked for to pay the rest of the basket; 0 without one. */
export function owedByCard(ctx: TillContext, current: PricedBasket | null): Minor {
  if (current === null) return ZERO;
  const { totals, basket } = current;
  const { cashRule } = ctx.settings.currency;
  return cardDue({ totals, tenders: basket.tenders, cashRule });
}

/** Lines that count. */
export function liveLines<T extends UnpricedLine>(basket: { readonly lines: readonly T[] }): T[] {
  return basket.lines.filter((line) => !line.voided);
}

/**
 * Why the basket's goods must stay as they are, or null: the terminal may be charging its total
 * right now, and with goods taken off afterwards the card would have paid too much.
 */
export function paymentRefusal(tx: ReadTx, basketId: string): Reply<never> | null {
  const open = tx.openAttempts().find((attempt) => attempt.basketId === basketId);
  if (open === undefined) return null;
  return refuse(open.state === 'unknown' ? 'paymentUnresolved' : 'paymentOpen');
}

/** The open basket, or a new empty one begun in this transaction. */
export function basketToSellInto(
  ctx: TillContext,
  tx: WriteTx,
  operatorId: string,
): UnpricedBasket {
  const open = tx.openBasket();
  if (open !== null) return ctx.state.foldOpen(open.events);
  const basketId = ctx.ids.next();
  const opened = { type: 'opened', basketId, operatorId } as const;
  tx.addBasketEvents(basketId, [opened]);
  return foldBasket([opened]);
}
