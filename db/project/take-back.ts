import { invariant } from '../../core/assert.ts';
import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

type TakeBackEntries = 'takeBack.intended' | 'takeBack.replanned' | 'takeBack.abandoned';

/** Sales that are taken back. The counter-sale itself ends one, in `sale.ts`. */
export function prepareTakeBackProjections(db: WriteDb): Projections<TakeBackEntries> {
  const begin = db.prepare<[{ takeBackId: string; seq: number; saleId: string }]>(`
    INSERT INTO take_back (take_back_id, seq, steps_seq, sale_id, state)
    VALUES (@takeBackId, @seq, @seq, @saleId, 'open')`);
  const replan = db.prepare<[number, string]>(`
    UPDATE take_back SET steps_seq = ? WHERE take_back_id = ? AND state = 'open'`);
  const abandon = db.prepare<[string]>(`
    UPDATE take_back SET state = 'abandoned' WHERE take_back_id = ? AND state = 'open'`);
  return {
    'takeBack.intended': ({ takeBackId, saleId }, entry) => {
      begin.run({ takeBackId, seq: entry.seq, saleId });
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
