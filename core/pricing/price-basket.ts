import { invariant } from '../assert.ts';
import type {
  Basket,
  BasketLine,
  BasketTotals,
  PriceModifier,
  UnpricedBasket,
  UnpricedLine,
} from '../basket/types.ts';
import { type Minor, subtract } from '../money/minor.ts';
import type { TaxRule } from '../tax/vat.ts';
import { lineAmount, shelfAmount } from './line-amount.ts';
import { PROMOTIONS } from './promotions/all.ts';
import type { PromotionRule, Reduction } from './promotions/promotion.ts';
import { basketTotals } from './totals.ts';
import { sharedByUnit } from './unit-amounts.ts';

/** What prices a basket, besides the prices its lines were scanned at. */
export interface PriceBook {
  readonly taxRule: TaxRule;
  /** In the order in which they are applied. */
  readonly promotions: readonly PromotionRule[];
}

export interface PricedBasket {
  readonly basket: Basket;
  readonly totals: BasketTotals;
}

/** How a basket was priced, and by what: until it or the book changes, that is not done again. */
const pricedBaskets = new WeakMap<UnpricedBasket, { by: PriceBook; priced: PricedBasket }>();
/** How a line was priced last: one whose price did not change is the same object again. */
const pricedLines = new WeakMap<UnpricedLine, BasketLine>();

/**
 * Prices a basket, and nothing else does: each line at what is marked on the shelf, then what the
 * promotions take off, in their order, then taxes and total. A voided line keeps its shelf amount
 * and counts for nothing. A rule of a kind that is not registered, or one that takes more than a
 * line costs, is a bug.
 */
export function priceBasket(basket: UnpricedBasket, book: PriceBook): PricedBasket {
  const known = pricedBaskets.get(basket);
  if (known?.by === book) return known.priced;
  const takenOff = modifiersByLine(basket.lines, book.promotions);
  const lines = basket.lines.map((line) => pricedLine(line, takenOff.get(line.lineId)));
  const withPrices = { ...basket, lines };
  const priced = { basket: withPrices, totals: basketTotals(withPrices, book.taxRule) };
  pricedBaskets.set(basket, { by: book, priced });
  return priced;
}

type Modifiers = BasketLine['modifiers'];

/** What the rules take off, each of what those before it left. */
function modifiersByLine(
  lines: readonly UnpricedLine[],
  rules: readonly PromotionRule[],
): ReadonlyMap<string, Modifiers> {
  const takenOff = new Map<string, readonly PriceModifier[]>();
  const live = rules.length === 0 ? [] : lines.filter(({ voided }) => !voided);
  for (const rule of rules) {
    for (const { lineId, amountMinor } of reductions(rule, live, takenOff)) {
      const before = takenOff.get(lineId) ?? [];
      const { kind, ruleId, version, text } = rule;
      const modifier = { sequence: before.length + 1, kind, ruleId, version, text, amountMinor };
      takenOff.set(lineId, [...before, modifier]);
    }
  }
  return takenOff;
}

function reductions(
  rule: PromotionRule,
  lines: readonly UnpricedLine[],
  takenOff: ReadonlyMap<string, Modifiers>,
): Reduction[] {
  const promotion = PROMOTIONS[rule.kind];
  invariant(promotion !== undefined, `no promotion of kind ${rule.kind}`);
  const offered = lines.map((line) => ({
    ...line,
    amountMinor: lessModifiers(shelfAmount(line), takenOff.get(line.lineId)),
  }));
  const left = new Map(offered.map(({ lineId, amountMinor }) => [lineId, amountMinor]));
  const reduced = promotion(rule, offered);
  for (const { lineId, amountMinor } of reduced) {
    const isPossible = amountMinor > 0 && amountMinor <= (left.get(lineId) ?? 0);
    invariant(isPossible, `rule ${rule.ruleId} takes ${amountMinor} off ${lineId}`);
    // A second reduction of the same line by one rule is refused as well.
    left.delete(lineId);
  }
  return reduced;
}

function pricedLine(line: UnpricedLine, modifiers: Modifiers): BasketLine {
  const known = pricedLines.get(line);
  if (known !== undefined && isSame(known.modifiers, modifiers)) return known;
  const amountMinor = lessModifiers(shelfAmount(line), modifiers);
  const atPrice = { ...line, amountMinor };
  const priced =
    modifiers === undefined
      ? atPrice
      : { ...atPrice, modifiers, unitAmounts: sharedByUnit(atPrice) };
  pricedLines.set(line, priced);
  return priced;
}

const MODIFIER_FIELDS = ['kind', 'ruleId', 'version', 'text', 'amountMinor'] as const;

function isSame(some: Modifiers = [], others: Modifiers = []): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) =>
      MODIFIER_FIELDS.every((field) => one[field] === others[index]?.[field]),
    )
  );
}

/** What a line must cost by what is stored of it: the shelf's amount less its modifiers. */
export function amountByModifiers(line: UnpricedLine & Pick<BasketLine, 'modifiers'>): Minor {
  return lessModifiers(lineAmount(line), line.modifiers);
}

function lessModifiers(shelfMinor: Minor, modifiers: Modifiers = []): Minor {
  return modifiers.reduce((left, { amountMinor }) => subtract(left, amountMinor), shelfMinor);
}
