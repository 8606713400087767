import { invariant } from '../assert.ts';

/**
 * What happens to the part that does not divide: `halfUp` goes away from zero at exactly one
 * half, `halfDown` towards it, `halfEven` to the even neighbour, `down` always towards zero, `up`
 * always away from it. Each treats −x as the mirror of x, so that a refund mirrors its sale.
 */
export type Rounding = 'halfUp' | 'halfDown' | 'halfEven' | 'down' | 'up';

/**
 * a × b ÷ c, rounded once. All three are safe integers, c is not 0, and the result must be one
 * too: anything else is a bug. The product may be as large as it likes (BigInt inside). This is
 * the only place in the program where money, weights or rates are divided.
 */
export function mulDiv(a: number, b: number, c: number, rounding: Rounding): number {
  invariant(Number.isSafeInteger(a) && Number.isSafeInteger(b), `mulDiv of ${a} and ${b}`);
  invariant(Number.isSafeInteger(c) && c !== 0, `mulDiv by ${c}`);
  const product = BigInt(a) * BigInt(b);
  const negative = product < 0n !== c < 0;
  const dividend = product < 0n ? -product : product;
  const divisor = BigInt(Math.abs(c));
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const magnitude = Number(roundsUp(quotient, rest, divisor, rounding) ? quotient + 1n : quotient);
  invariant(Number.isSafeInteger(magnitude), `mulDiv overflow: ${a} * ${b} / ${c}`);
  return negative && magnitude !== 0 ? -magnitude : magnitude;
}

function roundsUp(quotient: bigint, rest: bigint, divisor: bigint, rounding: Rounding): boolean {
  if (rest === 0n) return false;
  switch (rounding) {
    case 'down':
      return false;
    case 'up':
      return true;
    case 'halfUp':
      return rest * 2n >= divisor;
    case 'halfDown':
      return rest * 2n > divisor;
    case 'halfEven':
      return rest * 2n > divisor || (rest * 2n === divisor && quotient % 2n === 1n);
  }
}
