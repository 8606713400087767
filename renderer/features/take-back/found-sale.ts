import type { TillInput, TillOutput } from '../../../contracts/till.ts';

/** A sale that was looked up to be taken back. */
export type FoundSale = NonNullable<TillOutput<'takeBack.look'>['sale']>;
export type Reason = TillInput<'takeBack.begin'>['reason'];

/** The steps as they will be: where the terminal cannot and the shop allows it, cash. */
export function plannedSteps(sale: FoundSale): FoundSale['steps'] {
  if (!sale.cashInstead) return sale.steps;
  return sale.steps.map((step) => ({ ...step, way: 'cash' }));
}
