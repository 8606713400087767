import { invariant } from '../../core/assert.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { BasketVoided } from '../../core/journal/events/basket.ts';
import type { WriteDb } from '../open.ts';
import { prepareCorrectionNote } from './correction.ts';
import type { Projections } from './projector.ts';

type BasketEntries = 'basket.voided' | 'basket.suspended' | 'basket.resumed';

/** Parked baskets. The open basket is not journaled until it ends. */
export function prepareBasketProjections(db: WriteDb): Projections<BasketEntries> {
  const suspend = db.prepare<[string, number, string, number, string]>(`
    INSERT INTO suspended_basket (basket_id, seq, label, suspended_at_ms, operator_id)
    VALUES (?, ?, ?, ?, ?)`);
  const unpark = db.prepare<[string]>('DELETE FROM suspended_basket WHERE basket_id = ?');
  const isRefundedFor = db.prepare<[string]>(`
    SELECT 1 FROM sale_return WHERE basket_id = ? AND state = 'open'`);
  return {
    'basket.voided': prepareVoid(db),
    'basket.suspended': ({ basketId, label }, entry) => {
      suspend.run(basketId, entry.seq, label, entry.atMs, entry.actor);
    },
    'basket.resumed': ({ basketId }) => {
      // Taken up while its money goes back, it would be paid for with what is gone.
      const isBusy = isRefundedFor.get(basketId) !== undefined;
      invariant(!isBusy, `basket ${basketId} is being voided`);
      // Resumed twice, the same goods would be sold twice.
      invariant(unpark.run(basketId).changes === 1, `no suspended basket ${basketId}`);
    },
  };
}

/** A voided basket holds nobody's money: checked here, whatever a flow believes. */
function prepareVoid(db: WriteDb): (voided: BasketVoided, entry: JournalEntry) => void {
  const note = prepareCorrectionNote(db);
  const unpark = db.prepare<[string]>('DELETE FROM suspended_basket WHERE basket_id = ?');
  const held = db.prepare<[string], { attempt_id: string }>(`
    SELECT p.attempt_id FROM payment_attempt p
    WHERE p.basket_id = ? AND p.way = 'payment' AND p.paid_seq IS NOT NULL AND p.amount_minor > (
      SELECT coalesce(sum(g.amount_minor), 0) FROM payment_attempt g
      WHERE g.original_attempt_id = p.attempt_id AND g.paid_seq IS NOT NULL)`);
  const isDone = db.prepare<[string, string]>(`
    SELECT 1 FROM payment_attempt WHERE attempt_id = ? AND basket_id = ? AND way <> 'payment'
      AND paid_seq IS NOT NULL`);
  const end = db.prepare<[string, string]>(`
    UPDATE sale_return SET state = 'done'
    WHERE return_id = ? AND basket_id = ? AND state = 'open'`);
  return ({ basketId, totalMinor, refunded }, entry) => {
    note({ basketId, kind: 'basketVoid', amountMinor: totalMinor }, entry);
    const kept = held.get(basketId);
    invariant(kept === undefined, `basket ${basketId} holds payment ${kept?.attempt_id}`);
    const { changes } = unpark.run(basketId);
    if (refunded === undefined) return;
    const { returnId, attemptIds } = refunded;
    invariant(changes === 1, `basket ${basketId} is not parked`);
    for (const attemptId of attemptIds) {
      const isBack = isDone.get(attemptId, returnId) !== undefined;
      invariant(isBack, `${attemptId} has given nothing back for ${returnId}`);
    }
    const ended = end.run(returnId, basketId);
    invariant(ended.changes === 1, `basket ${basketId} is not being voided by ${returnId}`);
  };
}
