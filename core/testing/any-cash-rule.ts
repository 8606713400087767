import fc from 'fast-check';
import type { CashRule } from '../money/cash-rounding.ts';

/** Steps that can be hit exactly half-way and steps that cannot, with either way to go then. */
export const anyCashRule: fc.Arbitrary<CashRule> = fc.record({
  stepMinor: fc.constantFrom(1, 5, 10, 50, 100),
  rounding: fc.constantFrom('halfUp' as const, 'halfDown' as const),
});
