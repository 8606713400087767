import fc from 'fast-check';
import type { CashRule } from '../money/cash-rounding.ts';

/** Steps that can be hit exactly half-way and steps that cannot, with every way to go then. */
export const anyCashRule: fc.Arbitrary<CashRule> = fc.record({
  stepMinor: fc.constantFrom(1, 5, 10, 50, 100),
  rounding: fc.constantFrom('halfUp' as const, 'halfDown' as const, 'down' as const),
});

/** Most that a rule may take or give: half a step, and under a whole one where it only goes down. */
export function mostRounding({ stepMinor, rounding }: CashRule): number {
  return rounding === 'down' ? stepMinor - 1 : stepMinor / 2;
}
