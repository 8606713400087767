import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';

type TakeBack = NonNullable<TillSnapshot['takeBack']>;

/**
 * The take-back this window saw last. When it is finished the service has none any more, and the
 * cashier still wants to read how the money went back, and how much to take out of the drawer.
 */
const lastStore = createStore<{ readonly takeBack: TakeBack | null }>(() => ({ takeBack: null }));

/** Remembers what the snapshot shows of a take-back. */
export function useRememberTakeBack(takeBack: TakeBack | null): void {
  useEffect(() => {
    if (takeBack !== null) lastStore.setState({ takeBack });
  }, [takeBack]);
}

/** The steps of the take-back this counter-sale ended, or none when the window did not see it. */
export function useLastSteps(totalMinor: number): TakeBack['steps'] {
  const takeBack = useStore(lastStore, (state) => state.takeBack);
  return takeBack !== null && takeBack.totalMinor === Math.abs(totalMinor) ? takeBack.steps : [];
}
