import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import type { TillInput } from '../../contracts/till/contract.ts';
import { TENDERS } from '../../core/tender/tender.ts';
import { type LineCorrection, lineVoid, quantityCut } from '../../core/basket/correction.ts';
import { checkLineVoid, checkQuantity, type LineChangeRefusal } from '../../core/basket/limits.ts';
import type { Basket, BasketEvent } from '../../core/basket/types.ts';
import type { LocalText } from '../../core/local-text.ts';
import { ZERO } from '../../core/money/minor.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import { isOpen } from '../../core/payment/machine.ts';
import { maskCardNumbers } from '../../core/payment/mask-card-numbers.ts';
import { refusalCode, spoken } from './add-line.ts';
import { type Asked, approvedPart, authoriseWithin, stillAgreed } from '../session/approval.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import { announceSale, completeIfPaid, joinPaidCards } from './complete-sale.ts';
import type { TillContext } from '../runtime/context.ts';
import { currentBasket, paymentRefusal } from './current-basket.ts';
import { drawerRefusal } from '../drawer/drawer-cash.ts';
import { eventsStillPaid, heldPayments, isBeingVoided } from '../card/held-payments.ts';
import { announceHandedBack, cashPaid, handBack, type HandedBack } from './part-cash.ts';
import { DONE, type Reply, refuse, reply } from '../runtime/reply.ts';
import { authorise, authoriseSelling } from '../session/session.ts';
import { owePendingSlips } from '../card/slips.ts';
import type { Operator, ReadTx } from '../ports/store.ts';
import { askedAboveLimit } from './void-limit.ts';

type Empty = Record<string, never>;

/**
 * Changes the pieces of a line. Only ever by this command: a scan cannot reach it. Fewer pieces than
 * before are a correction, journaled with who and why; above a limit of the role somebody else agrees.
 */
export async function setQuantity(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'sale.setQuantity'>,
): Promise<Reply<Empty>> {
  const { lineId, quantityThousandths } = input;
  const answer = await correctLine(ctx, command, input, {
    event: { type: 'quantitySet', lineId, quantityThousandths },
    correctionOf(basket) {
      const checked = checkQuantity(basket, lineId, quantityThousandths);
      if (!checked.ok) return refuse(changeCode(checked.error, basket));
      const line = basket.lines.find((one) => one.lineId === lineId);
      return reply(line === undefined ? null : quantityCut(line, quantityThousandths));
    },
  });
  if (!answer.ok) return answer;
  const pieces = quantityThousandths / 1000;
  ctx.state.notify('accepted', 'quantitySet', { name: spoken(ctx, answer.value), pieces });
  return DONE;
}

/**
 * Voids a line before payment; it stays in the sale, marked, because it happened, and in the journal
 * with who and why. Above a limit of the role somebody else agrees.
 */
export async function voidLine(
  ctx: TillContext,
  command: CommandContext,
  input: TillInput<'sale.voidLine'>,
): Promise<Reply<Empty>> {
  const { lineId } = input;
  const answer = await correctLine(ctx, command, input, {
    event: { type: 'lineVoided', lineId },
    correctionOf(basket) {
      const checked = checkLineVoid(basket, lineId);
      return checked.ok
        ? reply(lineVoid(checked.value))
        : refuse(changeCode(checked.error, basket));
    },
  });
  if (!answer.ok) return answer;
  ctx.state.notify('accepted', 'lineVoided', { name: spoken(ctx, answer.value) });
  return DONE;
}

interface LineChange {
  readonly event: BasketEvent;
  /** What it takes off, null for nothing, or why it cannot be done. */
  readonly correctionOf: (basket: Basket) => Reply<LineCorrection | null>;
}

interface LineFound {
  readonly basket: Basket;
  readonly correction: LineCorrection | null;
  /** What somebody else has to agree to, or null. */
  readonly asked: Asked | null;
}

/**
 * Changes a line of the open basket, and journals what that takes off in the same commit. What is
 * looked at before a PIN is checked is looked at again in the commit. Answers with the item's name.
 */
async function correctLine(
  ctx: TillContext,
  command: CommandContext,
  input: Pick<TillInput<'sale.setQuantity'>, 'lineId' | 'reason' | 'approval'>,
  { event, correctionOf }: LineChange,
): Promise<Reply<LocalText>> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  const { lineId, approval, reason = null } = input;
  const look = (tx: ReadTx): Reply<LineFound> => {
    const current = currentBasket(ctx, tx);
    if (current === null) return refuse('noBasket');
    const { basket } = current;
    const refused = paymentRefusal(tx, basket.basketId);
    if (refused !== null) return refused;
    const correction = correctionOf(basket);
    if (!correction.ok) return correction;
    if (correction.value === null) return reply({ basket, correction: null, asked: null });
    const { basketId } = basket;
    const { amountMinor } = correction.value;
    const asked = askedAboveLimit(ctx, tx, operator.value, { basketId, amountMinor });
    return reply({ basket, correction: correction.value, asked });
  };
  const looked = ctx.store.read(look);
  if (!looked.ok) return looked;
  if (looked.value.correction !== null) {
    const may = authorise(ctx, 'voidLine');
    if (!may.ok) return may;
    if (reason === null) return refuse('reasonNeeded');
  }
  const agreed = await authoriseWithin(ctx, looked.value.asked, approval);
  if (!agreed.ok) return agreed;
  return commit(ctx, command, (tx) => {
    const found = look(tx);
    if (!found.ok) return found;
    const { basket, correction, asked } = found.value;
    const missing = stillAgreed(asked, agreed.value);
    if (missing !== null) return missing;
    const { basketId } = basket;
    const item = basket.lines.find((line) => line.lineId === lineId)?.item;
    tx.addBasketEvents(basketId, [event]);
    if (correction !== null) {
      if (reason === null) return refuse('reasonNeeded');
      const itemId = item?.itemId ?? '';
      const what = { basketId, lineId, itemId, reason, ...correction };
      const corrected = { ...what, ...approvedPart(agreed.value) };
      tx.append('basket.corrected', corrected, operator.value.operatorId);
    }
    return reply(item?.name ?? {});
  });
}

/**
 * Throws the open basket away, journaled with what was in it, by whom and why; above a limit of the
 * role somebody else agrees. Refused while a card payment of it is open or taken: money would be held
 * for nothing. A basket that a card has paid in part is voided by `void-paid-basket.ts`, which gives
 * that money back first. What else was paid of it is handed back with the void.
 */
export async function voidBasket(
  ctx: TillContext,
  command: CommandContext,
  { reason, approval }: TillInput<'sale.voidBasket'>,
): Promise<Reply<Empty>> {
  const operator = authoriseSelling(ctx, 'voidBasket');
  if (!operator.ok) return operator;
  const look = (tx: ReadTx) => lookAtVoid(ctx, tx, operator.value);
  const looked = ctx.store.read(look);
  if (!looked.ok) return looked;
  const agreed = await authoriseWithin(ctx, looked.value.asked, approval);
  if (!agreed.ok) return agreed;
  let back: HandedBack = { cashMinor: ZERO, others: [] };
  const answer = commit(ctx, command, (tx) => {
    const found = look(tx);
    if (!found.ok) return found;
    const missing = stillAgreed(found.value.asked, agreed.value);
    if (missing !== null) return missing;
    const { basket, totalMinor } = found.value;
    const { basketId, lines } = basket;
    const { operatorId } = operator.value;
    back = handBack(tx, basket, operatorId);
    const voided = { basketId, lines: [...lines], totalMinor, reason };
    tx.append('basket.voided', { ...voided, ...approvedPart(agreed.value) }, operatorId);
    tx.dropBasket(basketId);
    return DONE;
  });
  if (!answer.ok) return answer;
  // "6 ×" was meant for the customer who is gone.
  ctx.state.multiplierThousandths = null;
  announceHandedBack(ctx, back, 'basketVoided');
  return answer;
}

/** The open basket as it would be voided, with what somebody else has to agree to; or why not. */
function lookAtVoid(ctx: TillContext, tx: ReadTx, operator: Operator) {
  const current = currentBasket(ctx, tx);
  if (current === null) return refuse('noBasket');
  const { basket } = current;
  const { basketId } = basket;
  const refused = cardRefusal(tx, basketId) ?? drawerRefusal(ctx, tx, cashPaid(basket));
  if (refused !== null) return refused;
  const { totalMinor } = current.totals;
  const asked = askedAboveLimit(ctx, tx, operator, { basketId, amountMinor: totalMinor });
  return reply({ basket, totalMinor, asked });
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
  if (!answer.ok) return answer;
  ctx.state.multiplierThousandths = null;
  ctx.state.notify('accepted', 'resumed');
  if (sale !== null) announceSale(ctx, sale);
  return answer;
}

function cardRefusal(tx: ReadTx, basketId: string): Reply<never> | null {
  const isInDoubt = tx.attemptsOfBasket(basketId).some(({ state }) => isOpen(state));
  if (isInDoubt) return refuse('paymentUnresolved');
  return heldPayments(tx, basketId).length > 0 ? refuse('partPaid') : null;
}

function changeCode(refusal: LineChangeRefusal, { tenders }: Pick<Basket, 'tenders'>): RefusalCode {
  switch (refusal) {
    case 'lineNotFound':
    case 'lineVoided':
      return 'unknownLine';
    case 'weighedLine':
      return 'quantityLimit';
    case 'alreadyTendered':
      return tenders.some(({ kind }) => TENDERS[kind].needsAttempt) ? 'cardTaken' : 'cashTaken';
    default:
      return refusalCode(refusal);
  }
}
