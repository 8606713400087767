import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { DisplaySnapshot } from '../../contracts/till/snapshot.ts';
import { displayStore } from '../ipc/client.ts';
import { shareStructure } from './share.ts';

/** The display's snapshot with unchanged parts kept, as `till-view` does for the till. */
const viewStore = createStore<{ readonly snapshot: DisplaySnapshot | null }>(() => ({
  snapshot: null,
}));

/** Starts following the display's snapshots. Returns a function that stops. */
export function followDisplay(): () => void {
  return displayStore.subscribe(({ snapshot }) => {
    if (snapshot === null) return;
    viewStore.setState({ snapshot: shareStructure(viewStore.getState().snapshot, snapshot) });
  });
}

/** The display's snapshot, or null before the first one. */
export function useDisplaySnapshot(): DisplaySnapshot | null {
  return useStore(viewStore, (state) => state.snapshot);
}
