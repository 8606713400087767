import { add, subtract, sum, ZERO } from '../money/minor.ts';
import { mulDiv } from '../money/mul-div.ts';
import { type TaxedAmount, type TaxRule, taxTotals } from '../tax/vat.ts';
import type { Basket, BasketLine, BasketTotals } from '../basket/types.ts';

/**
 * What the basket costs. Voided lines count for nothing. `inside`: total = goods; `onTop`:
 * total = goods + tax. Cash rounding is not in here: only `settle` knows how it is paid.
 */
export function basketTotals(basket: Basket, rule: TaxRule): BasketTotals {
  const lines = basket.lines.filter((line) => !line.voided);
  const goodsMinor = sum(lines.map((line) => line.amountMinor));
  const taxes = taxTotals(lines.map(taxedAmount), rule);
  const taxMinor = sum(taxes.map((tax) => tax.taxMinor));
  const totalMinor = rule.taxMode === 'onTop' ? add(goodsMinor, taxMinor) : goodsMinor;
  const tenderedMinor = sum(basket.tenders.map((tender) => tender.amountMinor));
  const openMinor = subtract(totalMinor, tenderedMinor);
  return {
    goodsMinor,
    taxMinor,
    totalMinor,
    tenderedMinor,
    remainingMinor: openMinor > 0 ? openMinor : ZERO,
    itemCount: lines.reduce((count, line) => count + pieces(line), 0),
    taxes,
  };
}

/** A line as the tax rules see it. */
export function taxedAmount(line: BasketLine): TaxedAmount {
  return {
    taxCode: line.item.taxCode,
    rateBp: line.item.taxRateBp,
    amountMinor: line.amountMinor,
  };
}

/**
 * Pieces of a line; a weighed line is one piece, however heavy. Negative for a line that is taken
 * back.
 */
export function pieces(line: Pick<BasketLine, 'item' | 'quantityThousandths'>): number {
  if (line.item.unit === 'kg') return line.quantityThousandths < 0 ? -1 : 1;
  return mulDiv(line.quantityThousandths, 1, 1000, 'up');
}
