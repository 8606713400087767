import type { TillInput, TillOutput } from '../../../contracts/till/contract.ts';

/** A sale that was looked up to be returned. */
export type FoundSale = NonNullable<TillOutput<'return.query'>['sale']>;
export type Reason = TillInput<'return.begin'>['reason'];
