import type { JournalEntry } from '../../core/journal/entry.ts';
import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

interface Taken {
  readonly basketId: string;
  readonly kind: 'lineVoid' | 'quantity' | 'basketVoid';
  readonly amountMinor: number;
}

/** Notes what was taken off a basket, in the shift that is open then. */
export function prepareCorrectionNote(db: WriteDb): (taken: Taken, entry: JournalEntry) => void {
  const insert = db.prepare<[number, string, string, string, number]>(`
    INSERT INTO correction (seq, shift_id, basket_id, operator_id, kind, amount_minor)
    VALUES (?, (SELECT shift_id FROM shift WHERE state = 'open'), ?, ?, ?, ?)`);
  return ({ basketId, kind, amountMinor }, entry) => {
    insert.run(entry.seq, basketId, entry.actor, kind, amountMinor);
  };
}

/**
 * Lines that were voided or made fewer. Those of a customer who is too young pass no limit, for the
 * law takes them off, and use none of it up either.
 */
export function prepareCorrectionProjections(db: WriteDb): Projections<'basket.corrected'> {
  const note = prepareCorrectionNote(db);
  return {
    'basket.corrected': (corrected, entry) => {
      if (corrected.reason !== 'age') note(corrected, entry);
    },
  };
}
