import { invariant } from '../assert.ts';

declare const minorBrand: unique symbol;

/** An amount of money in minor units (fen, cents): always a safe integer, never a fraction. */
export type Minor = number & { readonly [minorBrand]: true };

/** Accepts a number as money. A fraction or an unsafe integer is a bug, not an input error. */
export function minor(value: number): Minor {
  invariant(Number.isSafeInteger(value), `not an amount in minor units: ${value}`);
  // -0 would survive JSON as 0 and break equality in tests of replayed sums.
  return (value === 0 ? 0 : value) as Minor;
}

export const ZERO: Minor = minor(0);

/** Adds amounts; overflow past the safe range is a bug. */
export function sum(amounts: Iterable<Minor>): Minor {
  let total = 0;
  for (const amount of amounts) total = minor(total + amount);
  return minor(total);
}

/** a + b */
export function add(a: Minor, b: Minor): Minor {
  return minor(a + b);
}

/** a − b */
export function subtract(a: Minor, b: Minor): Minor {
  return minor(a - b);
}

/** −a */
export function negate(a: Minor): Minor {
  return minor(-a);
}
