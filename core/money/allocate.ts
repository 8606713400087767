import { invariant } from '../assert.ts';
import { type Minor, minor, negate } from './minor.ts';
import { mulDiv } from './mul-div.ts';

/**
 * Shares `total` in proportion to `weights` (safe integers, none negative) so that the shares
 * add up to it exactly: the largest remainders get the units left over, the earlier share first
 * on a tie. All weights zero is only possible for a total of zero.
 */
export function allocate(total: Minor, weights: readonly number[]): Minor[] {
  if (total < 0) return allocate(negate(total), weights).map(negate);
  let weightSum = 0;
  for (const weight of weights) {
    invariant(Number.isSafeInteger(weight) && weight >= 0, `not a weight: ${weight}`);
    weightSum += weight;
  }
  invariant(Number.isSafeInteger(weightSum), 'sum of weights is too large');
  if (total === 0) return weights.map(() => minor(0));
  invariant(weightSum > 0, 'an amount cannot be shared among zero weights');
  const shares = weights.map((weight) => mulDiv(total, weight, weightSum, 'down'));
  let left: number = total;
  for (const share of shares) left -= share;
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: remainderOf(total, weight, weightSum) }))
    // Sorting is stable: of two equal remainders the earlier one stays in front.
    .sort((a, b) => Number(b.remainder - a.remainder));
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares.map(minor);
}

function remainderOf(total: number, weight: number, weightSum: number): bigint {
  return (BigInt(total) * BigInt(weight)) % BigInt(weightSum);
}
