import { checkNewLine, type LineRefusal } from '../../core/basket/limits.ts';
import type { BasketEvent, ItemSnapshot, LineSource } from '../../core/basket/types.ts';
import { type LocalText, localName } from '../../core/local-text.ts';
import type { RefusalCode } from '../../contracts/refusal-codes.ts';
import type { Minor } from '../../core/money/minor.ts';
import { basketToSellInto, liveLines, paymentRefusal } from './current-basket.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authoriseSelling } from '../session/session.ts';
import type { CatalogueItem } from '../ports/store.ts';

type Empty = Record<string, never>;

/** What is sold, as the scan, the PLU key or the search found it. */
export interface WantedLine {
  readonly item: CatalogueItem;
  readonly quantityThousandths: number | null;
  readonly weightGrams: number | null;
  readonly labelPriceMinor: Minor | null;
  readonly source: LineSource;
  readonly code: string | null;
}

/**
 * Adds one line to the open basket, beginning a basket when there is none. Durable when it
 * returns: a crash gives the line back. An item sold by weight without one is refused with
 * `needsWeight`, and the screen asks for it.
 */
export function addLine(
  ctx: TillContext,
  command: CommandContext,
  wanted: WantedLine,
): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  const { item } = wanted;
  const multiplier = ctx.state.multiplierThousandths;
  if (multiplier !== null && !isCountable(wanted)) return refuse('notByPieces');
  const hasNoWeight = wanted.weightGrams === null && wanted.labelPriceMinor === null;
  if (item.unit === 'kg' && hasNoWeight) {
    const { itemId, priceMinor } = item;
    return refuse('needsWeight', { itemId, name: spoken(ctx, item.name), priceMinor });
  }
  const answer = commit(ctx, command, (tx): Reply<Empty> => {
    const basket = basketToSellInto(ctx, tx, operator.value.operatorId);
    const refused = paymentRefusal(tx, basket.basketId);
    if (refused !== null) return refused;
    const line = {
      item: snapshotOf(item),
      quantityThousandths: wanted.quantityThousandths ?? multiplier ?? 1000,
      weightGrams: item.unit === 'kg' ? wanted.weightGrams : null,
      labelPriceMinor: wanted.labelPriceMinor,
      source: wanted.source,
      code: wanted.code,
    };
    const checked = checkNewLine(basket, line);
    if (!checked.ok) return lineRefusal(ctx, checked.error, line.item.name);
    const added: BasketEvent = { type: 'lineAdded', lineId: ctx.ids.next(), ...line };
    tx.addBasketEvents(basket.basketId, [added]);
    return DONE;
  });
  if (answer.ok) ctx.state.multiplierThousandths = null;
  tellAdded(ctx, answer, item.name);
  return answer;
}

/** "6 ×" goes with pieces: not with a weight, a label's own price, or another number of pieces. */
function isCountable({ item, labelPriceMinor, quantityThousandths }: WantedLine): boolean {
  return item.unit !== 'kg' && labelPriceMinor === null && quantityThousandths === null;
}

/** Says how many of the next item are sold; null takes it back. Nothing is sold by it. */
export function multiplyNext(
  ctx: TillContext,
  input: { quantityThousandths: number | null },
): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  ctx.state.multiplierThousandths = input.quantityThousandths;
  return DONE;
}

/** Adds an item by the short number a cashier types. */
export function addPlu(
  ctx: TillContext,
  command: CommandContext,
  input: { plu: string; quantityThousandths: number | null; weightGrams: number | null },
): Reply<Empty> {
  const item = ctx.store.read((tx) => tx.itemByPlu(input.plu));
  if (item === null) return refuse('unknownCode', { code: input.plu });
  return addLine(ctx, command, {
    ...input,
    item,
    labelPriceMinor: null,
    source: 'plu',
    code: input.plu,
  });
}

/** Adds an item picked on the screen. */
export function addItem(
  ctx: TillContext,
  command: CommandContext,
  input: { itemId: string; quantityThousandths: number | null; weightGrams: number | null },
): Reply<Empty> {
  const item = ctx.store.read((tx) => tx.item(input.itemId));
  if (item === null) return refuse('unknownItem');
  return addLine(ctx, command, {
    ...input,
    item,
    labelPriceMinor: null,
    source: 'search',
    code: null,
  });
}

/** Adds the last line once more: the same item, one piece (a weighed one with the same weight). */
export function repeatLast(ctx: TillContext, command: CommandContext): Reply<Empty> {
  const operator = authoriseSelling(ctx);
  if (!operator.ok) return operator;
  let name: LocalText = {};
  const answer = commit(ctx, command, (tx): Reply<Empty> => {
    const open = tx.openBasket();
    if (open === null) return refuse('noBasket');
    const basket = basketToSellInto(ctx, tx, operator.value.operatorId);
    const refused = paymentRefusal(tx, basket.basketId);
    if (refused !== null) return refused;
    const last = liveLines(basket).at(-1);
    if (last === undefined) return refuse('emptyBasket');
    const line = {
      item: last.item,
      quantityThousandths: 1000,
      weightGrams: last.weightGrams,
      labelPriceMinor: last.labelPriceMinor,
      source: 'repeat',
      code: last.code,
    } as const;
    const checked = checkNewLine(basket, line);
    if (!checked.ok) return lineRefusal(ctx, checked.error, line.item.name);
    tx.addBasketEvents(basket.basketId, [{ type: 'lineAdded', lineId: ctx.ids.next(), ...line }]);
    name = last.item.name;
    return DONE;
  });
  tellAdded(ctx, answer, name);
  return answer;
}

/** A refused line; the words for some name the item. */
function lineRefusal(ctx: TillContext, refusal: LineRefusal, name: LocalText): Reply<never> {
  const code = refusalCode(refusal);
  return refuse(code, { name: spoken(ctx, name) });
}

/** The screen's word for why a line was not added or changed. */
export function refusalCode(refusal: LineRefusal): RefusalCode {
  switch (refusal) {
    case 'basketFull':
      return 'basketFull';
    case 'weightMissing':
      return 'needsWeight';
    case 'weightTooLarge':
    case 'quantityNotWhole':
    case 'quantityTooSmall':
    case 'quantityTooLarge':
    case 'weightNotAllowed':
    case 'amountTooLarge':
    case 'totalTooLarge':
      return 'quantityLimit';
    case 'worthNothing':
      return 'worthNothing';
  }
}

function tellAdded(ctx: TillContext, answer: Reply<Empty>, name: LocalText): void {
  if (!answer.ok) return;
  ctx.state.lastSaleId = null;
  ctx.state.handOver = null;
  ctx.state.notify('accepted', 'lineAdded', { name: spoken(ctx, name) });
}

/** A name in the operator's language. */
export function spoken(ctx: TillContext, name: LocalText): string {
  return localName(name, ctx.state.operator?.locale ?? ctx.settings.defaultLocale);
}

function snapshotOf(item: CatalogueItem): ItemSnapshot {
  return {
    itemId: item.itemId,
    name: item.name,
    department: item.department,
    taxCode: item.taxCode,
    taxRateBp: item.taxRateBp,
    unit: item.unit,
    priceMinor: item.priceMinor,
    ...(item.minAge === null || item.minAge === undefined ? {} : { minAge: item.minAge }),
  };
}
