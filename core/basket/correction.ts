import { invariant } from '../assert.ts';
import { type Minor, subtract, sum } from '../money/minor.ts';
import { lineAmount } from '../pricing/line-amount.ts';
import type { UnpricedLine } from './types.ts';

/** Why goods were taken off before they were paid, in the order of the keys 1 to 6. */
export const VOID_REASONS = [
  'mistake',
  'customer',
  'price',
  'quality',
  'noMoney',
  'other',
] as const;
export type VoidReason = (typeof VOID_REASONS)[number];

/** `age`: nobody chose it; the customer was not as old as the goods ask for. */
export const CORRECTION_REASONS = [...VOID_REASONS, 'age'] as const;
export type CorrectionReason = (typeof CORRECTION_REASONS)[number];

/** One line of an open basket with goods taken off: counted as one, whatever the pieces. */
export interface LineCorrection {
  readonly kind: 'lineVoid' | 'quantity';
  readonly fromThousandths: number;
  /** 0 where the line is voided. */
  readonly toThousandths: number;
  /** What the goods cost by the shelf, before promotions and a tax that is added on top. */
  readonly amountMinor: Minor;
}

/** The correction that voiding a line is. */
export function lineVoid(line: UnpricedLine): LineCorrection {
  invariant(!line.voided, `line ${line.lineId} is voided already`);
  const fromThousandths = line.quantityThousandths;
  return { kind: 'lineVoid', fromThousandths, toThousandths: 0, amountMinor: lineAmount(line) };
}

/** The correction that setting a line's pieces is, or null where none are taken off. */
export function quantityCut(line: UnpricedLine, toThousandths: number): LineCorrection | null {
  const fromThousandths = line.quantityThousandths;
  if (toThousandths >= fromThousandths) return null;
  const left = lineAmount({ ...line, quantityThousandths: toThousandths });
  const amountMinor = subtract(lineAmount(line), left);
  return { kind: 'quantity', fromThousandths, toThousandths, amountMinor };
}

/** How much a role may take off by itself; null = as much as there is. */
export interface VoidLimits {
  /** One correction, or one basket that is voided. */
  readonly amountMinor: number | null;
  /** All that is taken off one basket. */
  readonly basketMinor: number | null;
  /** Corrections of one basket. */
  readonly basketCount: number | null;
  /** Corrections and voided baskets of one person in a shift. */
  readonly shiftCount: number | null;
}

/** What was taken off before: of this basket, and by this person in the shift. */
export interface VoidTally {
  readonly basketMinor: Minor;
  readonly basketCount: number;
  readonly shiftCount: number;
}

/** Which limit would be passed: an i18n key suffix under `approval.rule.`, with what it names. */
export interface PassedLimit {
  readonly rule: 'voidAmount' | 'voidBasketAmount' | 'voidBasketCount' | 'voidShiftCount';
  readonly facts: Readonly<Record<string, number>>;
}

/**
 * The first limit that one more void of this amount would pass, or null. What is worth nothing, a basket
 * whose lines are all voided already, passes none.
 */
export function passedLimit(
  limits: VoidLimits,
  before: VoidTally,
  amountMinor: Minor,
): PassedLimit | null {
  if (amountMinor === 0) return null;
  const together = sum([before.basketMinor, amountMinor]);
  const isAbove = (value: number, limit: number | null) => limit !== null && value > limit;
  if (isAbove(amountMinor, limits.amountMinor)) {
    return { rule: 'voidAmount', facts: { limitMinor: limits.amountMinor ?? 0 } };
  }
  if (isAbove(together, limits.basketMinor)) {
    return { rule: 'voidBasketAmount', facts: { limitMinor: limits.basketMinor ?? 0 } };
  }
  if (isAbove(before.basketCount + 1, limits.basketCount)) {
    return { rule: 'voidBasketCount', facts: { limit: limits.basketCount ?? 0 } };
  }
  if (isAbove(before.shiftCount + 1, limits.shiftCount)) {
    return { rule: 'voidShiftCount', facts: { limit: limits.shiftCount ?? 0 } };
  }
  return null;
}
