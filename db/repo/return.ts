import type { BasketVoidIntended, TakeBackIntended } from '../../core/journal/events/all.ts';
import { CLOSING_BATCH, type ReadTx, type StoredTakeBack } from '../../till/ports/store.ts';
import type { ReadDb } from '../open.ts';

type TakeBackReads = 'takeBack' | 'openTakeBack' | 'takeBackOfSale' | 'batchClosedSince';

interface Row {
  readonly state: StoredTakeBack['state'];
  readonly payload: string;
  /** The entry that made the newest plan: it may be the first one itself. */
  readonly plan: string;
}

const SELECT = `
  SELECT t.state, j.payload, p.payload AS plan FROM take_back t
  JOIN journal j ON j.seq = t.seq JOIN journal p ON p.seq = t.steps_seq`;

/** Sales that are taken back, as their journal entries hold them. */
export function prepareTakeBackReads(db: ReadDb): Pick<ReadTx, TakeBackReads> {
  const one = db.prepare<[string], Row>(`${SELECT} WHERE t.take_back_id = ?`);
  const open = db.prepare<[], Row>(`${SELECT} WHERE t.state = 'open'`);
  const ofSale = db.prepare<[string], Row>(
    `${SELECT} WHERE t.sale_id = ? AND t.state IN ('open', 'done')`,
  );
  const closedSince = db
    .prepare<[string], number>(`
      SELECT EXISTS (
        SELECT 1 FROM terminal_batch b
        WHERE b.terminal_id = a.terminal_id AND b.seq > a.intended_seq
      ) OR EXISTS (
        SELECT 1 FROM terminal_close_failure f JOIN journal j ON j.seq = f.seq
        WHERE f.terminal_id = a.terminal_id AND f.seq > a.intended_seq
          AND json_extract(j.payload, '$.inDoubt') = 1
      ) OR EXISTS (
        -- A close whose end nobody has heard, be it that the power went: no entry says so yet.
        SELECT 1 FROM setting s
        WHERE s.key = '${CLOSING_BATCH}.' || a.terminal_id
          AND CAST(s.value AS INTEGER) >= a.intended_seq)
      FROM payment_attempt a WHERE a.attempt_id = ?`)
    .pluck();
  return {
    batchClosedSince: (attemptId) => closedSince.get(attemptId) === 1,
    takeBack: (takeBackId) => takeBackOf(one.get(takeBackId)),
    openTakeBack: () => takeBackOf(open.get()),
    takeBackOfSale: (saleId) => takeBackOf(ofSale.get(saleId)),
  };
}

function takeBackOf(row: Row | undefined): StoredTakeBack | null {
  if (row === undefined) return null;
  // The entries' types are `takeBack.intended` or `basketVoid.intended` and, for the plan, that or
  // `takeBack.replanned`: only their projections write rows of `take_back`.
  const { steps } = JSON.parse(row.plan) as Pick<TakeBackIntended, 'steps'>;
  const intended = JSON.parse(row.payload) as TakeBackIntended | BasketVoidIntended;
  const { takeBackId, operatorId, approvedBy } = intended;
  const subject: StoredTakeBack['subject'] =
    'basketId' in intended
      ? { kind: 'basket', basketId: intended.basketId, reason: intended.reason }
      : { kind: 'sale', saleId: intended.saleId, receiptNo: intended.receiptNo };
  return { takeBackId, operatorId, approvedBy, subject, steps, state: row.state };
}
