import type { BasketLine, TaxTotal } from '../basket/types.ts';
import { DRAWER_MONEY, type Tender } from '../tender/tender.ts';
import type { SaleCompleted } from '../journal/events/sale.ts';
import type { RefundStep } from '../journal/events/returns.ts';
import { type Minor, negate, subtract, sum, ZERO } from '../money/minor.ts';

export interface CounterSaleInput {
  readonly original: SaleCompleted;
  readonly returnId: string;
  /** The steps as they were done. */
  readonly steps: readonly RefundStep[];
  /** What the terminal gave back: tenders with negative amounts. */
  readonly cards: readonly Tender[];
  readonly cashTenderId: string;
  readonly numbers: Pick<
    SaleCompleted,
    'saleId' | 'receiptNo' | 'receiptSeq' | 'shiftId' | 'operatorId'
  >;
}

/**
 * The sale that returns another one, all of it: every figure is the stored one of the original
 * with its sign turned, never computed anew, so that both together are nothing. Only the cash
 * rounding may differ, where cash is given for what a card had paid exactly.
 */
export function counterSale(input: CounterSaleInput): SaleCompleted {
  const { original, cards, returnId } = input;
  const cash = input.steps.filter(({ way }) => way === 'cash');
  const cashMinor = sum(cash.map(({ amountMinor }) => amountMinor));
  const cashTender: Tender = {
    tenderId: input.cashTenderId,
    kind: DRAWER_MONEY,
    amountMinor: negate(cashMinor),
    card: null,
  };
  const tenders = cashMinor === 0 ? [...cards] : [...cards, cashTender];
  const tenderedMinor = sum(tenders.map(({ amountMinor }) => amountMinor));
  const totalMinor = negate(original.totalMinor);
  return {
    ...input.numbers,
    basketId: returnId,
    currency: original.currency,
    taxMode: original.taxMode,
    // A line that was voided before payment was never sold: it is no part of what comes back.
    lines: original.lines.filter(({ voided }) => !voided).map(negatedLine),
    taxes: original.taxes.map(negatedTax),
    totalMinor,
    taxMinor: negate(original.taxMinor),
    roundingMinor: subtract(tenderedMinor, totalMinor),
    tenders,
    changeMinor: ZERO,
    itemCount: original.itemCount,
    returnOf: { returnId, saleId: original.saleId, receiptNo: original.receiptNo },
  };
}

/** Quantity and weight turn, prices stay: quantity × price is the line's amount here too. */
function negatedLine(line: BasketLine): BasketLine {
  return {
    ...line,
    quantityThousandths: -line.quantityThousandths,
    weightGrams: line.weightGrams === null ? null : -line.weightGrams,
    amountMinor: negate(line.amountMinor),
    ...(line.modifiers === undefined ? {} : { modifiers: line.modifiers.map(negated) }),
    ...(line.unitAmounts === undefined ? {} : { unitAmounts: line.unitAmounts.map(negated) }),
  };
}

function negated<T extends { readonly amountMinor: Minor }>(part: T): T {
  return { ...part, amountMinor: negate(part.amountMinor) };
}

function negatedTax(tax: TaxTotal): TaxTotal {
  return {
    ...tax,
    baseMinor: negate(tax.baseMinor),
    taxMinor: negate(tax.taxMinor),
    grossMinor: negate(tax.grossMinor),
  };
}
