import { minor } from '../../core/money/minor.ts';
import type { ReadTx } from '../../till/ports/store.ts';
import type { ReadDb } from '../open.ts';

/** What was taken off baskets before they were paid. */
export function prepareCorrectionReads(db: ReadDb): Pick<ReadTx, 'voidTally'> {
  const ofBasket = db.prepare<[string], { n: number; amount_minor: number }>(`
    SELECT count(*) AS n, coalesce(sum(amount_minor), 0) AS amount_minor
    FROM correction WHERE basket_id = ?`);
  const ofShift = db
    .prepare<[string, string], number>(
      'SELECT count(*) FROM correction WHERE shift_id = ? AND operator_id = ?',
    )
    .pluck();
  return {
    voidTally: ({ basketId, shiftId, operatorId }) => {
      const basket = ofBasket.get(basketId);
      return {
        basketMinor: minor(basket?.amount_minor ?? 0),
        basketCount: basket?.n ?? 0,
        shiftCount: ofShift.get(shiftId, operatorId) ?? 0,
      };
    },
  };
}
