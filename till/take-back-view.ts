import type { TillSnapshot } from '../contracts/snapshot.ts';
import type { TillContext } from './context.ts';
import type { ReadTx } from './store.ts';

/** The sale that is being taken back, step by step, or null. */
export function takeBackView(_ctx: TillContext, _tx: ReadTx): TillSnapshot['takeBack'] {
  return null;
}
