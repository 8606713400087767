import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';

type SaleReturn = NonNullable<TillSnapshot['saleReturn']>;

/**
 * The return this window saw last. When it is finished the service has none any more, and the
 * cashier still wants to read how the money went back, and how much to take out of the drawer.
 */
const lastStore = createStore<{ readonly saleReturn: SaleReturn | null }>(() => ({
  saleReturn: null,
}));

/** Remembers what the snapshot shows of a return. */
export function useRememberReturn(saleReturn: SaleReturn | null): void {
  useEffect(() => {
    if (saleReturn !== null) lastStore.setState({ saleReturn });
  }, [saleReturn]);
}

/** The steps of the return this return receipt ended, or none when the window did not see it. */
export function useLastSteps(totalMinor: number): SaleReturn['steps'] {
  const saleReturn = useStore(lastStore, (state) => state.saleReturn);
  return saleReturn !== null && saleReturn.totalMinor === Math.abs(totalMinor)
    ? saleReturn.steps
    : [];
}
