import { invariant } from '../assert.ts';
import { type Minor, minor } from '../money/minor.ts';
import { mulDiv } from '../money/mul-div.ts';
import type { ItemSnapshot, UnpricedLine } from '../basket/types.ts';

/** What decides a line's amount. */
export interface PricedLine {
  readonly item: Pick<ItemSnapshot, 'unit' | 'priceMinor'>;
  /** Thousandths of a piece; 1000 for a weighed line. */
  readonly quantityThousandths: number;
  readonly weightGrams: number | null;
  readonly labelPriceMinor: Minor | null;
}

/**
 * The amount of a line as the shelf marks it, a half rounded away from zero, once: the label's own price × pieces when
 * it carries one, price per kilogram × grams for `kg`, else price × pieces. A `kg` line with
 * neither weight nor label price is a bug: `checkNewLine` refuses it.
 */
export function lineAmount(line: PricedLine): Minor {
  if (line.labelPriceMinor !== null) {
    return minor(mulDiv(line.labelPriceMinor, line.quantityThousandths, 1000, 'halfUp'));
  }
  if (line.item.unit === 'kg') {
    invariant(line.weightGrams !== null, 'a weighed line has no weight');
    return minor(mulDiv(line.item.priceMinor, line.weightGrams, 1000, 'halfUp'));
  }
  return minor(mulDiv(line.item.priceMinor, line.quantityThousandths, 1000, 'halfUp'));
}

const shelfAmounts = new WeakMap<UnpricedLine, Minor>();

/** `lineAmount` of a line of a basket, worked out once: lines are never changed in place. */
export function shelfAmount(line: UnpricedLine): Minor {
  const known = shelfAmounts.get(line) ?? lineAmount(line);
  shelfAmounts.set(line, known);
  return known;
}
