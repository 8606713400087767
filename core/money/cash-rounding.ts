import { invariant } from '../assert.ts';
import { type Minor, minor, subtract } from './minor.ts';
import { mulDiv } from './mul-div.ts';

export interface CashRounding {
  /** What is paid in coins and notes: a multiple of the step. */
  readonly roundedMinor: Minor;
  /** rounded − amount: its own line on the receipt and in the day report. */
  readonly roundingMinor: Minor;
}

/**
 * Rounds a cash amount to the smallest coin (`stepMinor` ≥ 1, CLDR's cashRounding), halves away
 * from zero, so that a refund mirrors its sale. A step of 1 changes nothing.
 */
export function roundCash(amount: Minor, stepMinor: number): CashRounding {
  invariant(Number.isSafeInteger(stepMinor) && stepMinor >= 1, `not a cash step: ${stepMinor}`);
  const roundedMinor = minor(mulDiv(amount, 1, stepMinor, 'halfUp') * stepMinor);
  return { roundedMinor, roundingMinor: subtract(roundedMinor, amount) };
}
