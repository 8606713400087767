import { useCallback, useEffect, useState } from 'react';

/**
 * The basket that is being paid. Kept outside the components: a card payment takes the sale
 * screen's place while it runs, and after a decline the cashier goes on paying, not scanning.
 */
let payingBasket: string | null = null;

/** Whether the open basket is being paid, and how to begin and leave that. */
export function usePaying(basketId: string | null) {
  const [id, setId] = useState(payingBasket);
  const set = useCallback((next: string | null) => {
    payingBasket = next;
    setId(next);
  }, []);
  useEffect(() => {
    if (basketId === null) set(null);
  }, [basketId, set]);
  return {
    isPaying: basketId !== null && id === basketId,
    begin: useCallback(() => set(basketId), [basketId, set]),
    leave: useCallback(() => set(null), [set]),
  };
}
