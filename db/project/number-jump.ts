import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

/** Where numbers go on after a decision over two histories of this register. */
export function prepareNumberJumpProjections(
  db: WriteDb,
): Projections<'journal.fetched' | 'loss.decided'> {
  const insert = db.prepare<[number, number, number]>(
    'INSERT INTO number_jump (seq, next_receipt_seq, next_z_number) VALUES (?, ?, ?)',
  );
  return {
    'journal.fetched': ({ nextReceiptSeq, nextZNumber }, { seq }) => {
      // Earlier versions let them go on from what head office has.
      insert.run(seq, nextReceiptSeq ?? 1, nextZNumber ?? 1);
    },
    'loss.decided': ({ nextReceiptSeq, nextZNumber }, { seq }) => {
      insert.run(seq, nextReceiptSeq, nextZNumber);
    },
  };
}
