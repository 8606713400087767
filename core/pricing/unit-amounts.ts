import type { BasketLine, UnitAmount } from '../basket/types.ts';
import { type Minor, minor, sum } from '../money/minor.ts';
import { mulDiv } from '../money/mul-div.ts';

type SharedLine = Pick<BasketLine, 'item' | 'quantityThousandths' | 'amountMinor'>;

/**
 * What was paid for each single unit of a line. One without price modifiers does not store it,
 * because it follows from the amount and the pieces.
 */
export function unitAmounts(
  line: SharedLine & Pick<BasketLine, 'unitAmounts'>,
): readonly UnitAmount[] {
  return line.unitAmounts ?? sharedByUnit(line);
}

/**
 * A line's amount shared among its units, to the last minor unit: no two are more than one apart,
 * and the first bear what does not divide. Runs of equal units, so that thousands of them are two.
 */
export function sharedByUnit(line: SharedLine): UnitAmount[] {
  const units = unitsOf(line);
  const least = mulDiv(line.amountMinor, 1, units, 'down');
  const left = line.amountMinor - least * units;
  const runs = [
    { units: Math.abs(left), amountMinor: minor(least + Math.sign(left)) },
    { units: units - Math.abs(left), amountMinor: minor(least) },
  ];
  return runs.filter((run) => run.units > 0);
}

/** Single units of a line, never negative: a weighed line, and a part of a piece, is one. */
function unitsOf({ item, quantityThousandths }: SharedLine): number {
  if (item.unit === 'kg') return 1;
  return Math.max(1, mulDiv(Math.abs(quantityThousandths), 1, 1000, 'up'));
}

/** The sum of unit amounts. */
export function sumOfUnits(amounts: readonly UnitAmount[]): Minor {
  return sum(amounts.map(({ units, amountMinor }) => minor(units * amountMinor)));
}
