import { useCallback, useEffect, useRef, useState } from 'react';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';

type SaleReturn = NonNullable<TillSnapshot['saleReturn']>;

/**
 * The basket void that ended while this window showed it, until it is put away or the next basket
 * begins. One that ended in the background says so in the notice line only: the cashier is serving
 * somebody else.
 */
export function useVoidedShown(
  snapshot: TillSnapshot | null,
  isShown: boolean,
): { readonly voided: SaleReturn | null; readonly dismiss: () => void } {
  const [voided, setVoided] = useState<SaleReturn | null>(null);
  const watched = useRef<SaleReturn | null>(null);
  useEffect(() => {
    const last = watched.current;
    const saleReturn = snapshot?.saleReturn ?? null;
    watched.current = isShown ? saleReturn : null;
    if (snapshot?.basket !== null) setVoided(null);
    if (saleReturn !== null || last === null || last.basket === null) return;
    const notice = snapshot?.notice ?? null;
    const isDone = notice?.code === 'basketRefunded';
    if (isDone && notice.params['returnId'] === last.returnId) setVoided(last);
  }, [snapshot, isShown]);
  return { voided, dismiss: useCallback(() => setVoided(null), []) };
}
