import { invariant } from '../../core/assert.ts';
import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

type ReceiptEntries = 'receipt.printed' | 'receipt.reprintRequested';

/** What is owed on paper and what came out. The original is queued by the sale itself. */
export function prepareReceiptProjections(db: WriteDb): Projections<ReceiptEntries> {
  const queue = db.prepare<[number, string, number]>(
    'INSERT INTO print_job (seq, sale_id, copy, prints) VALUES (?, ?, ?, 0)',
  );
  const printed = db.prepare<[string, number]>(
    'UPDATE print_job SET prints = prints + 1 WHERE sale_id = ? AND copy = ?',
  );
  return {
    'receipt.reprintRequested': ({ saleId, copy }, entry) => {
      queue.run(entry.seq, saleId, copy);
    },
    'receipt.printed': ({ saleId, copy }) => {
      const noted = printed.run(saleId, copy);
      invariant(noted.changes === 1, `nobody asked for copy ${copy} of sale ${saleId}`);
    },
  };
}
