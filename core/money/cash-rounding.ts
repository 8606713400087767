import { invariant } from '../assert.ts';
import { type Minor, minor, subtract } from './minor.ts';
import { mulDiv } from './mul-div.ts';

/** How an amount is paid where the smallest coin is larger than the currency's minor unit. */
export interface CashRule {
  /** Smallest amount payable in cash, in minor units (1 = no cash rounding). */
  readonly stepMinor: number;
  /**
   * `halfUp` and `halfDown` go to the nearest step and differ only exactly between two (an odd step
   * has no such amount); `down` always goes towards zero, where a shop gives the rest away.
   */
  readonly rounding: 'halfUp' | 'halfDown' | 'down';
  /**
   * Smallest amount payable by card, where that is not the minor unit: it divides `stepMinor`.
   * Left out, a card pays exactly.
   */
  readonly cardStepMinor?: number | undefined;
}

export interface CashRounding {
  /** What is paid in coins and notes: a multiple of the step. */
  readonly roundedMinor: Minor;
  /** rounded − amount: its own line on the receipt and in the day report. */
  readonly roundingMinor: Minor;
}

/**
 * Rounds a cash amount to the coins of its currency (`stepMinor` ≥ 1; a step of 1 changes nothing).
 * The rounding is never more than half a step (`down`: never a whole one), and a refund mirrors its
 * sale: 1,995 Chilean pesos are paid with 1,990, and 1,990 go back for them.
 */
export function roundCash(amount: Minor, { stepMinor, rounding }: CashRule): CashRounding {
  invariant(Number.isSafeInteger(stepMinor) && stepMinor >= 1, `not a cash step: ${stepMinor}`);
  const roundedMinor = minor(mulDiv(amount, 1, stepMinor, rounding) * stepMinor);
  return { roundedMinor, roundingMinor: subtract(roundedMinor, amount) };
}

/** The amount a card is asked for: exact, or rounded where cards cannot pay every minor unit. */
export function roundCard(amount: Minor, rule: CashRule): Minor {
  const stepMinor = rule.cardStepMinor ?? 1;
  return roundCash(amount, { stepMinor, rounding: rule.rounding }).roundedMinor;
}
