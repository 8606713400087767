import type { TerminalReceiptMade } from '../../core/journal/events/paper.ts';
import type { PaymentState } from '../../core/payment/types.ts';
import type { OwedSlip, ReadTx } from '../../till/ports/store.ts';
import type { ReadDb } from '../open.ts';

interface Row {
  readonly seq: number;
  readonly attempt_id: string;
  readonly basket_id: string;
  readonly kind: OwedSlip['kind'];
  readonly signature: number;
  readonly state: PaymentState;
  readonly sale_seq: number | null;
  readonly payload: string;
}

const SELECT_WAITING = `
SELECT s.seq, s.attempt_id, a.basket_id, s.kind, s.signature, a.state, j.payload,
  (SELECT t.seq FROM sale_tender t WHERE t.attempt_id = s.attempt_id) AS sale_seq
FROM slip s INDEXED BY slip_waiting
  JOIN payment_attempt a ON a.attempt_id = s.attempt_id
  JOIN journal j ON j.seq = s.seq
WHERE s.owed = 1 AND s.prints = 0 ORDER BY s.seq`;

/** From the entry on with which the attempt began: slips are found by nothing but their number. */
const SELECT_KINDS = `
SELECT kind FROM slip
WHERE attempt_id = ? AND kind <> 'pending'
  AND seq > (SELECT intended_seq FROM payment_attempt WHERE attempt_id = ?)`;

/** Papers besides sale receipts, with what their order depends on. */
export function prepareSlipReads(db: ReadDb): Pick<ReadTx, 'slipQueue' | 'slipKinds'> {
  const waiting = db.prepare<[], Row>(SELECT_WAITING);
  const kinds = db.prepare<[string, string], OwedSlip['kind']>(SELECT_KINDS).pluck();
  return {
    slipQueue: () => waiting.all().map(slipOf),
    slipKinds: (attemptId) => kinds.all(attemptId, attemptId),
  };
}

function slipOf(row: Row): OwedSlip {
  return {
    slipSeq: row.seq,
    attemptId: row.attempt_id,
    basketId: row.basket_id,
    kind: row.kind,
    signature: row.signature === 1,
    attemptState: row.state,
    saleSeq: row.sale_seq,
    // Only `terminal.receipt` brings lines; the other entry of this table has none to bring.
    lines: row.kind === 'pending' ? [] : (JSON.parse(row.payload) as TerminalReceiptMade).lines,
  };
}
