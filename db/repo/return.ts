import type { BasketVoidIntended, ReturnIntended } from '../../core/journal/events/returns.ts';
import { CLOSING_BATCH } from '../../till/ports/flow-state.ts';
import type { ReadTx, StoredReturn } from '../../till/ports/store.ts';
import type { ReadDb } from '../open.ts';

type ReturnReads = 'saleReturn' | 'openReturn' | 'returnOfSale' | 'batchClosedSince';

interface Row {
  readonly state: StoredReturn['state'];
  readonly payload: string;
  /** The entry that made the newest plan: it may be the first one itself. */
  readonly plan: string;
}

const SELECT = `
  SELECT t.state, j.payload, p.payload AS plan FROM sale_return t
  JOIN journal j ON j.seq = t.seq JOIN journal p ON p.seq = t.steps_seq`;

/** Sales that are returned, as their journal entries hold them. */
export function prepareReturnReads(db: ReadDb): Pick<ReadTx, ReturnReads> {
  const one = db.prepare<[string], Row>(`${SELECT} WHERE t.return_id = ?`);
  const open = db.prepare<[], Row>(`${SELECT} WHERE t.state = 'open'`);
  const ofSale = db.prepare<[string], Row>(
    `${SELECT} WHERE t.sale_id = ? AND t.state IN ('open', 'done')`,
  );
  const closedSince = db
    .prepare<[string], number>(`
      SELECT EXISTS (
        SELECT 1 FROM settlement b
        WHERE b.terminal_id = a.terminal_id AND b.seq > a.intended_seq
      ) OR EXISTS (
        SELECT 1 FROM terminal_close_failure f JOIN journal j ON j.seq = f.seq
        WHERE f.terminal_id = a.terminal_id AND f.seq > a.intended_seq
          AND json_extract(j.payload, '$.inDoubt') = 1
      ) OR EXISTS (
        -- A close whose end nobody has heard, be it that the power went: no entry says so yet.
        SELECT 1 FROM flow_state s
        WHERE s.key = '${CLOSING_BATCH.name}' AND s.subject = a.terminal_id
          -- One that is no number counts as closed: nothing shows that it is not.
          AND NOT (json_type(s.value) = 'integer' AND CAST(s.value AS INTEGER) < a.intended_seq))
      FROM payment_attempt a WHERE a.attempt_id = ?`)
    .pluck();
  return {
    batchClosedSince: (attemptId) => closedSince.get(attemptId) === 1,
    saleReturn: (returnId) => storedReturnOf(one.get(returnId)),
    openReturn: () => storedReturnOf(open.get()),
    returnOfSale: (saleId) => storedReturnOf(ofSale.get(saleId)),
  };
}

function storedReturnOf(row: Row | undefined): StoredReturn | null {
  if (row === undefined) return null;
  // The entries' types are `return.intended` or `basketVoid.intended` and, for the plan, that or
  // `return.replanned`: only their projections write rows of `sale_return`.
  const { steps } = JSON.parse(row.plan) as Pick<ReturnIntended, 'steps'>;
  const intended = JSON.parse(row.payload) as ReturnIntended | BasketVoidIntended;
  const { returnId, operatorId, approvedBy } = intended;
  const subject: StoredReturn['subject'] =
    'basketId' in intended
      ? { kind: 'basket', basketId: intended.basketId, reason: intended.reason }
      : { kind: 'sale', saleId: intended.saleId, receiptNo: intended.receiptNo };
  return { returnId, operatorId, approvedBy, subject, steps, state: row.state };
}
