import { invariant } from '../../core/assert.ts';
import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

type ReturnEntries =
  | 'return.intended'
  | 'basketVoid.intended'
  | 'return.replanned'
  | 'return.abandoned';

interface Begun {
  readonly returnId: string;
  readonly seq: number;
  readonly saleId: string | null;
  readonly basketId: string | null;
}

/**
 * Sales and part-paid baskets that are returned. The return receipt itself ends one, in `sale.ts`,
 * and the void of the basket the other, in `basket.ts`.
 */
export function prepareReturnProjections(db: WriteDb): Projections<ReturnEntries> {
  const begin = db.prepare<[Begun]>(`
    INSERT INTO sale_return (return_id, seq, steps_seq, sale_id, basket_id, state)
    VALUES (@returnId, @seq, @seq, @saleId, @basketId, 'open')`);
  const isParked = db.prepare<[string]>('SELECT 1 FROM suspended_basket WHERE basket_id = ?');
  const replan = db.prepare<[number, string]>(`
    UPDATE sale_return SET steps_seq = ? WHERE return_id = ? AND state = 'open'`);
  const abandon = db.prepare<[string]>(`
    UPDATE sale_return SET state = 'abandoned' WHERE return_id = ? AND state = 'open'`);
  return {
    'return.intended': ({ returnId, saleId }, { seq }) => {
      begin.run({ returnId, seq, saleId, basketId: null });
    },
    'basketVoid.intended': ({ returnId, basketId }, { seq }) => {
      invariant(isParked.get(basketId) !== undefined, `basket ${basketId} is not parked`);
      begin.run({ returnId, seq, saleId: null, basketId });
    },
    'return.replanned': ({ returnId }, entry) => {
      const changed = replan.run(entry.seq, returnId);
      invariant(changed.changes === 1, `returning ${returnId} is not open`);
    },
    'return.abandoned': ({ returnId }) => {
      const ended = abandon.run(returnId);
      invariant(ended.changes === 1, `returning ${returnId} is not open`);
    },
  };
}
