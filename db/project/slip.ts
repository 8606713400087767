import { invariant } from '../../core/assert.ts';
import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

type SlipEntries = 'terminal.receipt' | 'slip.printed' | 'payment.pendingSlip';

/** Papers that are owed besides sale receipts. */
export function prepareSlipProjections(db: WriteDb): Projections<SlipEntries> {
  const insert = db.prepare<[number, string, string, number, number]>(`
    INSERT INTO slip (seq, attempt_id, kind, signature, owed, prints) VALUES (?, ?, ?, ?, ?, 0)`);
  const printed = db.prepare<[number]>(
    'UPDATE slip SET prints = prints + 1 WHERE seq = ? AND owed = 1',
  );
  return {
    'terminal.receipt': ({ attemptId, kind, signature, print }, entry) => {
      insert.run(entry.seq, attemptId, kind, signature ? 1 : 0, print ? 1 : 0);
    },
    'payment.pendingSlip': ({ attemptId }, entry) => {
      insert.run(entry.seq, attemptId, 'pending', 0, 1);
    },
    'slip.printed': ({ slipSeq }) => {
      const noted = printed.run(slipSeq);
      invariant(noted.changes === 1, `nobody was owed slip ${slipSeq}`);
    },
  };
}
