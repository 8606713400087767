import { invariant } from '../../core/assert.ts';
import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

type TakeBackEntries = 'takeBack.intended' | 'takeBack.abandoned';

/** Sales that are taken back. The counter-sale itself ends one, in `sale.ts`. */
export function prepareTakeBackProjections(db: WriteDb): Projections<TakeBackEntries> {
  const begin = db.prepare<[string, number, string]>(`
    INSERT INTO take_back (take_back_id, seq, sale_id, state) VALUES (?, ?, ?, 'open')`);
  const abandon = db.prepare<[string]>(`
    UPDATE take_back SET state = 'abandoned' WHERE take_back_id = ? AND state = 'open'`);
  return {
    'takeBack.intended': ({ takeBackId, saleId }, entry) => {
      begin.run(takeBackId, entry.seq, saleId);
    },
    'takeBack.abandoned': ({ takeBackId }) => {
      const ended = abandon.run(takeBackId);
      invariant(ended.changes === 1, `taking back ${takeBackId} is not open`);
    },
  };
}
