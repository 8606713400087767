import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { tillStore } from '../ipc/client.ts';
import { followNotices } from './notices.ts';
import { shareStructure } from './share.ts';

/** The snapshot with unchanged parts kept, so that memoised components see what changed. */
const viewStore = createStore<{ readonly snapshot: TillSnapshot | null }>(() => ({
  snapshot: null,
}));

function take(snapshot: TillSnapshot | null): void {
  if (snapshot === null) return;
  const before = viewStore.getState().snapshot;
  viewStore.setState({ snapshot: shareStructure(before, snapshot) });
  followNotices(before, snapshot);
}

/** Starts following the till's snapshots. Returns a function that stops. */
export function followTill(): () => void {
  take(tillStore.getState().snapshot);
  return tillStore.subscribe((state) => take(state.snapshot));
}

/** The whole snapshot, or null before the first one. */
export function useSnapshot(): TillSnapshot | null {
  return useStore(viewStore, (state) => state.snapshot);
}

/** Forgets everything; for tests that start a second window in the same process. */
export function resetTillView(): void {
  viewStore.setState({ snapshot: null });
}

let nowMs = 0;
const clockListeners = new Set<() => void>();
let clockTimer: ReturnType<typeof setInterval> | undefined;

function followClock(listener: () => void): () => void {
  clockListeners.add(listener);
  nowMs = Date.now();
  clockTimer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of clockListeners) each();
  }, 1000);
  return () => {
    clockListeners.delete(listener);
    if (clockListeners.size > 0) return;
    clearInterval(clockTimer);
    clockTimer = undefined;
  };
}

/** The wall clock, once a second; one timer for the whole window. Display only. */
export function useNowMs(): number {
  return useSyncExternalStore(followClock, () => nowMs || Date.now());
}
