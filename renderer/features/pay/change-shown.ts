import { useCallback, useEffect, useState } from 'react';
import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';

/**
 * The last sale whose change was put away. Kept outside the components: a card payment takes the
 * sale screen's place while it runs, and the sale it ends with must still show its change after.
 */
let putAway: string | null = null;

/** Whether to show the change of the sale just made, until the next basket or Enter. */
export function useChangeShown({ lastSale, basket }: Pick<TillSnapshot, 'lastSale' | 'basket'>) {
  const [dismissed, setDismissed] = useState(putAway);
  const saleId = lastSale?.saleId ?? null;
  const dismiss = useCallback(() => {
    putAway = saleId;
    setDismissed(saleId);
  }, [saleId]);
  // A basket that comes and goes must not bring the old change back.
  useEffect(() => {
    if (basket !== null) dismiss();
  }, [basket, dismiss]);
  return { shown: saleId !== null && basket === null && saleId !== dismissed, dismiss };
}
