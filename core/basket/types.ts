import type { LocalText } from '../local-text.ts';
import type { Minor } from '../money/minor.ts';
import type { Tender } from '../tender/tender.ts';

export type SaleUnit = 'each' | 'kg';

/** An item as it was when it was scanned: later price changes never touch an open line. */
export interface ItemSnapshot {
  readonly itemId: string;
  readonly name: LocalText;
  readonly department: string;
  readonly taxCode: string;
  readonly taxRateBp: number;
  readonly unit: SaleUnit;
  /** Price of one piece, or of one kilogram for `kg`. */
  readonly priceMinor: Minor;
  /** Years a customer must have; left out when anyone may buy it. */
  readonly minAge?: number | undefined;
}

/** A cashier's answer that the customer is old enough. */
export interface AgeCheck {
  readonly minAge: number;
  /** The date of birth the cashier was shown, 'YYYY-MM-DD'. */
  readonly bornOnOrBefore: string;
  readonly operatorId: string;
}

export type LineSource = 'scan' | 'plu' | 'search' | 'repeat';

/** One thing that happened to an open basket. The open basket is the fold of these. */
export type BasketEvent =
  | { readonly type: 'opened'; readonly basketId: string; readonly operatorId: string }
  | {
      readonly type: 'lineAdded';
      readonly lineId: string;
      readonly item: ItemSnapshot;
      /** Thousandths of a piece; 1000 for a weighed line. */
      readonly quantityThousandths: number;
      /** Only for `kg` items. */
      readonly weightGrams: number | null;
      /** Set when a label carried its own price (embedded-price code): overrides price × weight. */
      readonly labelPriceMinor: Minor | null;
      readonly source: LineSource;
      /** The code that was scanned, if any. */
      readonly code: string | null;
    }
  | {
      readonly type: 'quantitySet';
      readonly lineId: string;
      readonly quantityThousandths: number;
    }
  | { readonly type: 'lineVoided'; readonly lineId: string }
  | ({ readonly type: 'ageConfirmed' } & AgeCheck)
  | { readonly type: 'tenderAdded'; readonly tender: Tender }
  /** Cash that went back to the customer before the sale was complete. */
  | { readonly type: 'tenderRemoved'; readonly tenderId: string }
  | { readonly type: 'resumed'; readonly operatorId: string };

/** What a promotion takes off a line. */
export interface PriceModifier {
  /** 1, 2, 3 … in the order in which they were applied. */
  readonly sequence: number;
  readonly kind: string;
  readonly ruleId: string;
  readonly version: number;
  readonly text: LocalText;
  /** Above zero; below it in a sale that returns another one. */
  readonly amountMinor: Minor;
}

/** So many units of a line, and what is paid for each of them. */
export interface UnitAmount {
  readonly units: number;
  readonly amountMinor: Minor;
}

/** A line as its events say it, before anything priced it. */
export interface UnpricedLine {
  readonly lineId: string;
  readonly item: ItemSnapshot;
  readonly quantityThousandths: number;
  readonly weightGrams: number | null;
  readonly source: LineSource;
  readonly code: string | null;
  readonly labelPriceMinor: Minor | null;
  readonly voided: boolean;
}

export interface BasketLine extends UnpricedLine {
  /** What is paid for it: the shelf's amount less its modifiers. */
  readonly amountMinor: Minor;
  /** Left out where nothing is taken off. */
  readonly modifiers?: readonly PriceModifier[] | undefined;
  /** What is paid for each unit; left out where nothing is taken off, as it follows then. */
  readonly unitAmounts?: readonly UnitAmount[] | undefined;
}

export interface UnpricedBasket {
  readonly basketId: string;
  readonly operatorId: string;
  readonly lines: readonly UnpricedLine[];
  readonly tenders: readonly Tender[];
  /** The answer for the highest age that was asked about; left out while none was given. */
  readonly ageCheck?: AgeCheck | undefined;
}

/** A basket that `priceBasket` priced. */
export interface Basket extends UnpricedBasket {
  readonly lines: readonly BasketLine[];
}

/** VAT inside the price (EU, China) or sales tax added on top (US). */
export type TaxMode = 'inside' | 'onTop';
/** Where tax is rounded: on each line or once per rate and receipt. */
export type TaxRounding = 'perLine' | 'perReceipt';

export interface TaxTotal {
  readonly taxCode: string;
  readonly rateBp: number;
  readonly baseMinor: Minor;
  readonly taxMinor: Minor;
  readonly grossMinor: Minor;
}

export interface BasketTotals {
  /** Sum of line amounts as marked on the shelf. */
  readonly goodsMinor: Minor;
  readonly taxMinor: Minor;
  /** What the customer owes before tenders and cash rounding. */
  readonly totalMinor: Minor;
  readonly tenderedMinor: Minor;
  /** totalMinor − tenderedMinor, never negative. */
  readonly remainingMinor: Minor;
  /** Pieces, a weighed line counting as one. */
  readonly itemCount: number;
  readonly taxes: readonly TaxTotal[];
}
