import type { CashRule } from '../money/cash-rounding.ts';
import { type Minor, sum } from '../money/minor.ts';
import { err, ok, type Result } from '../result.ts';
import { lineAmount, type PricedLine, shelfAmount } from '../pricing/line-amount.ts';
import { cashDue, dueIn, settle } from '../tender/settle.ts';
import { TENDERS } from '../tender/tender.ts';
import type { BasketTotals, UnpricedBasket, UnpricedLine } from './types.ts';
import type { Tender } from '../tender/tender.ts';

/** Beyond these something was mistyped or misread, or a screen or a receipt would break. */
export const BASKET_LIMITS = {
  lines: 500,
  tenders: 20,
  /** A thirteen-digit code typed as a quantity must never be sold. */
  quantityPieces: 9_999,
  weightGrams: 99_999,
  lineAmountMinor: 99_999_999,
  totalMinor: 999_999_999,
  /** Handed over in one go: above it a barcode was typed as an amount. */
  cashTenderMinor: 99_999_999,
} as const;

export type LineRefusal =
  | 'basketFull'
  | 'quantityNotWhole'
  | 'quantityTooSmall'
  | 'quantityTooLarge'
  | 'weightMissing'
  | 'weightNotAllowed'
  | 'weightTooLarge'
  | 'amountTooLarge'
  | 'totalTooLarge'
  | 'worthNothing';

/**
 * Whether a line may be added, and then its amount. One that comes to nothing (a gram of apples, a
 * price of 0) is refused: goods would go for free, and a basket of nothing else could not be paid.
 * Adding stays possible after a tender.
 */
export function checkNewLine(basket: UnpricedBasket, line: PricedLine): Result<Minor, LineRefusal> {
  if (basket.lines.length >= BASKET_LIMITS.lines) return err('basketFull');
  const refused = quantityRefusal(line.quantityThousandths) ?? weightRefusal(line);
  if (refused !== null) return err(refused);
  return amountWithin(basket, null, line);
}

export type LineChangeRefusal =
  | LineRefusal
  | 'lineNotFound'
  | 'lineVoided'
  | 'weighedLine'
  | 'alreadyTendered';

/** Whether a line's pieces may be changed, and then its new amount. A weighed line's may not. */
export function checkQuantity(
  basket: UnpricedBasket,
  lineId: string,
  quantityThousandths: number,
): Result<Minor, LineChangeRefusal> {
  const found = changeableLine(basket, lineId);
  if (!found.ok) return found;
  if (found.value.item.unit === 'kg') return err('weighedLine');
  const refused = quantityRefusal(quantityThousandths);
  if (refused !== null) return err(refused);
  return amountWithin(basket, lineId, { ...found.value, quantityThousandths });
}

/** Whether a line may be voided: not once money was taken for the basket (void the basket). */
export function checkLineVoid(
  basket: UnpricedBasket,
  lineId: string,
): Result<UnpricedLine, LineChangeRefusal> {
  return changeableLine(basket, lineId);
}

export type TenderRefusal =
  | 'nothingOwed'
  | 'tooManyTenders'
  | 'notPositive'
  | 'aboveRemaining'
  | 'amountTooLarge';

/**
 * Whether a tender may be offered: one that gives change freely, another never above what is owed,
 * or just that as it can be paid in its kind. Coins of 0 are taken when what is owed rounds to no coin at
 * all.
 */
export function checkTender(
  basket: Pick<UnpricedBasket, 'tenders'>,
  totals: Pick<BasketTotals, 'totalMinor'>,
  tender: Pick<Tender, 'kind' | 'amountMinor'>,
  cashRule: CashRule,
): Result<null, TenderRefusal> {
  const soFar = { totals, tenders: basket.tenders, cashRule };
  if (basket.tenders.length >= BASKET_LIMITS.tenders) return err('tooManyTenders');
  const { remainingMinor } = settle(soFar);
  if (remainingMinor === 0) return err('nothingOwed');
  const { pays, givesChange } = TENDERS[tender.kind];
  const isNoCoin = pays === 'coins' && cashDue(soFar).roundedMinor === 0;
  if (tender.amountMinor < 0 || (tender.amountMinor === 0 && !isNoCoin)) return err('notPositive');
  if (givesChange) {
    return tender.amountMinor > BASKET_LIMITS.cashTenderMinor ? err('amountTooLarge') : ok(null);
  }
  // Above what is owed only the very amount closes it: a little more would close nothing, ever.
  const isDue = tender.amountMinor === dueIn(tender.kind, soFar);
  return tender.amountMinor > remainingMinor && !isDue ? err('aboveRemaining') : ok(null);
}

function quantityRefusal(quantityThousandths: number): LineRefusal | null {
  if (!Number.isSafeInteger(quantityThousandths)) return 'quantityNotWhole';
  if (quantityThousandths < 1000) return 'quantityTooSmall';
  if (quantityThousandths % 1000 !== 0) return 'quantityNotWhole';
  if (quantityThousandths > BASKET_LIMITS.quantityPieces * 1000) return 'quantityTooLarge';
  return null;
}

function weightRefusal(line: PricedLine): LineRefusal | null {
  if (line.item.unit === 'each') return line.weightGrams === null ? null : 'weightNotAllowed';
  if (line.quantityThousandths !== 1000) return 'weightNotAllowed';
  if (line.weightGrams === null) return line.labelPriceMinor === null ? 'weightMissing' : null;
  if (!Number.isSafeInteger(line.weightGrams) || line.weightGrams < 1) return 'weightMissing';
  return line.weightGrams > BASKET_LIMITS.weightGrams ? 'weightTooLarge' : null;
}

function amountWithin(
  basket: UnpricedBasket,
  replacedLineId: string | null,
  line: PricedLine,
): Result<Minor, LineRefusal> {
  const amountMinor = lineAmount(line);
  if (amountMinor <= 0) return err('worthNothing');
  if (amountMinor > BASKET_LIMITS.lineAmountMinor) return err('amountTooLarge');
  const others = basket.lines.filter((other) => !other.voided && other.lineId !== replacedLineId);
  const goodsMinor = sum([...others.map(shelfAmount), amountMinor]);
  return goodsMinor > BASKET_LIMITS.totalMinor ? err('totalTooLarge') : ok(amountMinor);
}

function changeableLine(
  basket: UnpricedBasket,
  lineId: string,
): Result<UnpricedLine, LineChangeRefusal> {
  const line = basket.lines.find((candidate) => candidate.lineId === lineId);
  if (line === undefined) return err('lineNotFound');
  if (line.voided) return err('lineVoided');
  // Taking goods off after money came in could leave a card paid beyond the total.
  return basket.tenders.length > 0 ? err('alreadyTendered') : ok(line);
}
