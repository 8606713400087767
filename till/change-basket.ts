import { checkLineVoid, checkQuantity, type LineChangeRefusal } from '../core/basket/limits.ts';
import type { Basket, BasketEvent, LocalText } from '../core/basket/types.ts';
import type { SaleCompleted } from '../core/journal/events.ts';
import { isOpen } from '../core/payment/machine.ts';
import { maskCardNumbers } from '../core/payment/mask-card-numbers.ts';
import { refusalCode, spoken } from './add-item.ts';
import { type CommandContext, commit } from './commit.ts';
import { announceSale, completeIfPaid, joinPaidCards } from './complete-sale.ts';
import type { TillContext } from './context.ts';
import { currentBasket, paymentRefusal } from './current-basket.ts';
import { eventsStillPaid, heldPayments, isBeingVoided } from './held-payments.ts';
import { drawerRefusal } from './drawer-cash.ts';
import { announceCashBack, cashPaid, handBackCash } from './part-cash.ts';
import { DONE, type Reply, refuse } from './reply.ts';
import { authoriseSelling } from './session.ts';
import { owePendingSlips } from './slips.ts';
import type { WriteTx } from './store.ts';

type Empty = Record<string, never>;

/** Changes the pieces of a line. Only ever by this command: a scan cannot reach it. */
export function setQuantity(
  ctx: TillContext,
  command: CommandContext,
  input: { lineId: string; quantityThousandths: number },
): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  let name: LocalText = { zh: '', en: '' };
  const answer = commit(ctx, command, (tx) => {
    const current = currentBasket(ctx, tx);
    if (current === null) return refuse('noBasket');
    const refused = paymentRefusal(tx, current.basket.basketId);
    if (refused !== null) return refused;
    const checked = checkQuantity(current.basket, input.lineId, input.quantityThousandths);
    if (!checked.ok) return refuse(changeCode(checked.error, current.basket));
    tx.addBasketEvents(current.basket.basketId, [{ type: 'quantitySet', ...input }]);
    name = lineName(current.basket, input.lineId);
    return DONE;
  });
  if (answer.ok) {
    const pieces = input.quantityThousandths / 1000;
    ctx.state.notify('accepted', 'quantitySet', { name: spoken(ctx, name), pieces });
  }
  return answer;
}

function lineName(basket: Basket, lineId: string): LocalText {
  const line = basket.lines.find((each) => each.lineId === lineId);
  return line?.item.name ?? { zh: '', en: '' };
}

/** Voids a line before payment; it stays in the sale, marked, because it happened. */
export function voidLine(
  ctx: TillContext,
  command: CommandContext,
  input: { lineId: string },
): Reply<Empty> {
  const operator = authoriseSelling(ctx, 'voidLine');
  if (!operator.ok) return operator;
  let name: LocalText = { zh: '', en: '' };
  const answer = commit(ctx, command, (tx) => {
    const current = currentBasket(ctx, tx);
    if (current === null) return refuse('noBasket');
    const refused = paymentRefusal(tx, current.basket.basketId);
    if (refused !== null) return refused;
    const checked = checkLineVoid(current.basket, input.lineId);
    if (!checked.ok) return refuse(changeCode(checked.error, current.basket));
    tx.addBasketEvents(current.basket.basketId, [{ type: 'lineVoided', lineId: input.lineId }]);
    name = lineName(current.basket, input.lineId);
    return DONE;
  });
  if (answer.ok) ctx.state.notify('accepted', 'lineVoided', { name: spoken(ctx, name) });
  return answer;
}

/**
 * Throws the open basket away, journaled with what was in it. Refused while a card payment of it
 * is open or taken: money would be held for nothing. A basket that a card has paid in part is
 * voided by `void-paid-basket.ts`, which gives that money back first. What was paid of it in cash
 * is handed back with the void.
 */
export function voidBasket(ctx: TillContext, command: CommandContext): Reply<Empty> {
  const operator = authoriseSelling(ctx, 'voidBasket');
  if (!operator.ok) return operator;
  let cashMinor = 0;
  const answer = commit(ctx, command, (tx) => {
    const current = currentBasket(ctx, tx);
    if (current === null) return refuse('noBasket');
    const { basketId, lines } = current.basket;
    const refused = cardRefusal(tx, basketId);
    if (refused !== null) return refused;
    const short = drawerRefusal(ctx, tx, cashPaid(current.basket));
    if (short !== null) return short;
    const { totalMinor } = current.totals;
    const { operatorId } = operator.value;
    cashMinor = handBackCash(tx, current.basket, operatorId);
    tx.append('basket.voided', { basketId, lines: [...lines], totalMinor }, operatorId);
    tx.dropBasket(basketId);
    return DONE;
  });
  if (answer.ok) announceCashBack(ctx, cashMinor, 'basketVoided');
  return answer;
}

/** Parks the open basket so that the lane can go on with the next customer. */
export function parkBasket(
  ctx: TillContext,
  command: CommandContext,
  input: { label: string },
): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  if (ctx.state.payment?.state === 'working') return refuse('paymentOpen');
  const label = maskCardNumbers(input.label.trim());
  const answer = commit(ctx, command, (tx) => {
    const open = tx.openBasket();
    if (open === null) return refuse('noBasket');
    const { basketId } = open;
    tx.append(
      'basket.suspended',
      { basketId, label, events: [...open.events] },
      operator.value.operatorId,
    );
    owePendingSlips(tx, basketId, operator.value.operatorId);
    tx.dropBasket(basketId);
    return DONE;
  });
  if (!answer.ok) return answer;
  // An unknown card payment goes with its basket: the lane is free for the next customer.
  ctx.state.payment = null;
  ctx.state.multiplierThousandths = null;
  ctx.state.notify('accepted', 'parked', { label });
  return answer;
}

/**
 * Takes a parked basket up again. A card payment that was settled meanwhile joins its tenders, and
 * one that went back leaves them.
 */
export function resumeBasket(
  ctx: TillContext,
  command: CommandContext,
  input: { basketId: string },
): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  let sale: SaleCompleted | null = null;
  const answer = commit(ctx, command, (tx) => {
    if (tx.openBasket() !== null) return refuse('basketOpen');
    const parked = tx.suspendedBaskets().find((basket) => basket.basketId === input.basketId);
    if (parked === undefined) return refuse('noBasket');
    if (isBeingVoided(tx, parked.basketId)) return refuse('basketBeingVoided');
    const { operatorId } = operator.value;
    tx.append('basket.resumed', { basketId: parked.basketId }, operatorId);
    const kept = eventsStillPaid(tx, parked.events);
    const events: BasketEvent[] = [...kept, { type: 'resumed', operatorId }];
    tx.addBasketEvents(parked.basketId, events);
    joinPaidCards(ctx, tx);
    sale = completeIfPaid(ctx, tx, operatorId);
    return DONE;
  });
  if (answer.ok) ctx.state.notify('accepted', 'resumed');
  if (answer.ok && sale !== null) announceSale(ctx, sale);
  return answer;
}

function cardRefusal(tx: WriteTx, basketId: string): Reply<never> | null {
  const isInDoubt = tx.attemptsOfBasket(basketId).some(({ state }) => isOpen(state));
  if (isInDoubt) return refuse('paymentUnresolved');
  return heldPayments(tx, basketId).length > 0 ? refuse('partPaid') : null;
}

function changeCode(refusal: LineChangeRefusal, { tenders }: Pick<Basket, 'tenders'>): string {
  switch (refusal) {
    case 'lineNotFound':
    case 'lineVoided':
      return 'unknownLine';
    case 'weighedLine':
      return 'quantityLimit';
    case 'alreadyTendered':
      return tenders.some(({ kind }) => kind === 'card') ? 'cardTaken' : 'cashTaken';
    default:
      return refusalCode(refusal);
  }
}
