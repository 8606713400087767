import type { TillSnapshot } from '../../contracts/till/snapshot.ts';

/**
 * The snapshot as the till window gets it: the same, while somebody is signed on and the screen is
 * open. Else without baskets, sales, amounts and papers: what no screen shows then, no page has.
 *
 * What stays: a payment that runs, so that nobody is charged unknowingly; that payments are unclear
 * and baskets parked, and how many; that a basket is kept, because who may open the screen follows
 * from it. The customer display is made of the whole and goes on as it was.
 */
export function withheld(full: TillSnapshot): TillSnapshot {
  if (full.operator !== null && !full.screenLock.locked) return full;
  const { basket, pendingPayments, saleReturn, suspended, payment, scans } = full;
  const isCounted = saleReturn === null || pendingPayments.some(({ way }) => way !== 'payment');
  return {
    ...full,
    withheld: {
      basket: basket !== null && basket.lines.length > 0,
      parked: suspended.length,
      unclear: pendingPayments.length + (isCounted ? 0 : 1),
    },
    basket: null,
    payment: payment?.state === 'unknown' ? null : payment,
    pendingPayments: [],
    saleReturn: null,
    lastSale: null,
    handOver: null,
    suspended: [],
    doubtfulPapers: [],
    heldCatalogue: null,
    closing: null,
    multiplierThousandths: null,
    scans: { ...scans, read: null },
  };
}
