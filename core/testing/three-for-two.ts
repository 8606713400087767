import { allocate } from '../money/allocate.ts';
import { add, type Minor, minor, ZERO } from '../money/minor.ts';
import type { OfferedLine, Promotion, PromotionRule } from '../pricing/promotions/promotion.ts';
import { sharedByUnit } from '../pricing/unit-amounts.ts';

/**
 * Of every three pieces of the rule's items, in the order of their lines, the cheapest is free; the
 * three share it by what they cost. So a later line changes no set of three that is complete.
 */
export const threeForTwo: Promotion = (rule, lines) => {
  const units = lines
    .filter(({ item }) => item.unit === 'each' && rule.itemIds.includes(item.itemId))
    .flatMap(pieceByPiece);
  const takenOff = new Map<string, Minor>();
  for (let first = 0; first + 3 <= units.length; first += 3) {
    const three = units.slice(first, first + 3);
    const costs = three.map(({ amountMinor }) => amountMinor);
    const shares = allocate(minor(Math.min(...costs)), costs);
    three.forEach(({ lineId }, index) => {
      takenOff.set(lineId, add(takenOff.get(lineId) ?? ZERO, shares[index] ?? ZERO));
    });
  }
  return [...takenOff].flatMap(([lineId, amountMinor]) =>
    amountMinor === 0 ? [] : [{ lineId, amountMinor }],
  );
};

/** Each piece of a line for itself, with what it costs. */
function pieceByPiece(line: OfferedLine): { lineId: string; amountMinor: Minor }[] {
  const { lineId } = line;
  return sharedByUnit(line).flatMap(({ units, amountMinor }) =>
    Array.from({ length: units }, () => ({ lineId, amountMinor })),
  );
}

/** The rule of a price book for the tests' milk. */
export const THREE_MILK_FOR_TWO: PromotionRule = {
  kind: 'threeForTwo',
  ruleId: 'milk-3-2',
  version: 4,
  text: { zh: '买二送一', en: '3 for 2' },
  itemIds: ['milk'],
};
