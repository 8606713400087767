import { useCallback, useEffect, useRef, useState } from 'react';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';

type TakeBack = NonNullable<TillSnapshot['takeBack']>;

/**
 * The basket void that ended while this window showed it, until it is put away or the next basket
 * begins. One that ended in the background says so in the notice line only: the cashier is serving
 * somebody else.
 */
export function useVoidedShown(
  snapshot: TillSnapshot | null,
  isShown: boolean,
): { readonly voided: TakeBack | null; readonly dismiss: () => void } {
  const [voided, setVoided] = useState<TakeBack | null>(null);
  const watched = useRef<TakeBack | null>(null);
  useEffect(() => {
    const last = watched.current;
    const takeBack = snapshot?.takeBack ?? null;
    watched.current = isShown ? takeBack : null;
    if (snapshot?.basket !== null) setVoided(null);
    if (takeBack !== null || last === null || last.basket === null) return;
    const notice = snapshot?.notice ?? null;
    const isDone = notice?.code === 'basketGivenBack';
    if (isDone && notice.params['takeBackId'] === last.takeBackId) setVoided(last);
  }, [snapshot, isShown]);
  return { voided, dismiss: useCallback(() => setVoided(null), []) };
}
