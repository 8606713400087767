import { invariant } from '../../core/assert.ts';
import type { WriteDb } from '../open.ts';
import { nothing, type Projections } from './projector.ts';

type BasketEntries = 'basket.voided' | 'basket.suspended' | 'basket.resumed';

/** Parked baskets. The open basket is not journaled until it ends. */
export function prepareBasketProjections(db: WriteDb): Projections<BasketEntries> {
  const suspend = db.prepare<[string, number, string, number, string]>(`
    INSERT INTO suspended_basket (basket_id, seq, label, suspended_at_ms, operator_id)
    VALUES (?, ?, ?, ?, ?)`);
  const resume = db.prepare<[string]>('DELETE FROM suspended_basket WHERE basket_id = ?');
  return {
    'basket.voided': nothing,
    'basket.suspended': ({ basketId, label }, entry) => {
      suspend.run(basketId, entry.seq, label, entry.atMs, entry.actor);
    },
    'basket.resumed': ({ basketId }) => {
      // Resumed twice, the same goods would be sold twice.
      invariant(resume.run(basketId).changes === 1, `no suspended basket ${basketId}`);
    },
  };
}
