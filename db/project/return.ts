import { invariant } from '../../core/assert.ts';
import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

type TakeBackEntries =
  | 'takeBack.intended'
  | 'basketVoid.intended'
  | 'takeBack.replanned'
  | 'takeBack.abandoned';

interface Begun {
  readonly takeBackId: string;
  readonly seq: number;
  readonly saleId: string | null;
  readonly basketId: string | null;
}

/**
 * Sales and part-paid baskets that are taken back. The counter-sale itself ends one, in `sale.ts`,
 * and the void of the basket the other, in `basket.ts`.
 */
export function prepareTakeBackProjections(db: WriteDb): Projections<TakeBackEntries> {
  const begin = db.prepare<[Begun]>(`
    INSERT INTO take_back (take_back_id, seq, steps_seq, sale_id, basket_id, state)
    VALUES (@takeBackId, @seq, @seq, @saleId, @basketId, 'open')`);
  const isParked = db.prepare<[string]>('SELECT 1 FROM suspended_basket WHERE basket_id = ?');
  const replan = db.prepare<[number, string]>(`
    UPDATE take_back SET steps_seq = ? WHERE take_back_id = ? AND state = 'open'`);
  const abandon = db.prepare<[string]>(`
    UPDATE take_back SET state = 'abandoned' WHERE take_back_id = ? AND state = 'open'`);
  return {
    'takeBack.intended': ({ takeBackId, saleId }, { seq }) => {
      begin.run({ takeBackId, seq, saleId, basketId: null });
    },
    'basketVoid.intended': ({ takeBackId, basketId }, { seq }) => {
      invariant(isParked.get(basketId) !== undefined, `basket ${basketId} is not parked`);
      begin.run({ takeBackId, seq, saleId: null, basketId });
    },
    'takeBack.replanned': ({ takeBackId }, entry) => {
      const changed = replan.run(entry.seq, takeBackId);
      invariant(changed.changes === 1, `taking back ${takeBackId} is not open`);
    },
    'takeBack.abandoned': ({ takeBackId }) => {
      const ended = abandon.run(takeBackId);
      invariant(ended.changes === 1, `taking back ${takeBackId} is not open`);
    },
  };
}
