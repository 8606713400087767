import type { TillInput, TillOutput } from '../../../contracts/till/contract.ts';

/** A sale that was looked up to be taken back. */
export type FoundSale = NonNullable<TillOutput<'takeBack.look'>['sale']>;
export type Reason = TillInput<'takeBack.begin'>['reason'];
