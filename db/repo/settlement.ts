import type { RefundIntended } from '../../core/journal/events/returns.ts';
import type { PaymentIntended } from '../../core/journal/events/payment.ts';
import type {
  SettlementClosed,
  SettlementFailed,
  SettlementCompared,
} from '../../core/journal/events/settlement.ts';
import { minor } from '../../core/money/minor.ts';
import type { SettlementAttempt } from '../../core/settlement/batch-book.ts';
import { cardGroupOf } from '../../core/settlement/card-group.ts';
import { isPaid } from '../../core/payment/machine.ts';
import type { PaymentState, TerminalResult } from '../../core/payment/types.ts';
import type { ReadTx, StoredSettlement } from '../../till/ports/store.ts';
import type { ReadDb } from '../open.ts';
import { bookedOf } from './booked-amount.ts';

type SettlementReads =
  | 'cardTotalsSinceBatchClose'
  | 'batchAttempts'
  | 'lastSettlement'
  | 'terminalCloseFailure';

/** Where the open batch of a terminal begins: behind the entry that closed the one before. */
const CLOSED_AT = `coalesce(
  (SELECT seq FROM settlement WHERE terminal_id = @terminal ORDER BY seq DESC LIMIT 1), 0)`;

/**
 * What `effectOf` in core/settlement/batch-book.ts says of one attempt, added up: a void takes its
 * payment out again, a refund is negative.
 */
const TOTALS = `
SELECT count(*) AS transactions,
  coalesce(sum(CASE way WHEN 'void' THEN -1 ELSE 1 END), 0) AS count,
  coalesce(sum(CASE way WHEN 'payment' THEN amount_minor ELSE -amount_minor END), 0) AS amount
FROM payment_attempt
WHERE terminal_id = @terminal AND intended_seq > ${CLOSED_AT} AND paid_seq IS NOT NULL`;

const ATTEMPTS = `
SELECT a.attempt_id, a.way, a.state, a.original_attempt_id,
  i.payload AS intended, r.payload AS outcome, p.payload AS paid
FROM payment_attempt a JOIN journal i ON i.seq = a.intended_seq
  LEFT JOIN journal r ON r.seq = a.result_seq LEFT JOIN journal p ON p.seq = a.paid_seq
WHERE a.terminal_id = @terminal AND a.intended_seq > max(${CLOSED_AT}, @after)
ORDER BY a.intended_seq`;

const NEWEST = `
SELECT (SELECT d.opened_seq FROM business_day d
        WHERE d.opened_seq < b.seq AND (d.closed_seq IS NULL OR d.closed_seq > b.seq)) AS daySeq,
  j.at_ms AS atMs, j.payload AS closed, c.payload AS compared
FROM settlement b JOIN journal j ON j.seq = b.seq LEFT JOIN journal c ON c.seq = b.compared_seq
WHERE b.terminal_id = @terminal ORDER BY b.seq DESC LIMIT 1`;

const FAILURE = `
SELECT f.seq, j.payload FROM terminal_close_failure f JOIN journal j ON j.seq = f.seq
WHERE f.terminal_id = @terminal`;

interface AttemptRow {
  readonly attempt_id: string;
  readonly way: SettlementAttempt['way'];
  readonly state: PaymentState;
  readonly original_attempt_id: string | null;
  readonly intended: string;
  readonly outcome: string | null;
  readonly paid: string | null;
}

interface NewestRow {
  readonly daySeq: number | null;
  readonly atMs: number;
  readonly closed: string;
  readonly compared: string | null;
}

/** Card batches of terminals: the open one, the one closed last, and a close that failed. */
export function prepareSettlementReads(db: ReadDb): Pick<ReadTx, SettlementReads> {
  const totals = db.prepare<
    [{ terminal: string }],
    { transactions: number; count: number; amount: number }
  >(TOTALS);
  const attempts = db.prepare<[{ terminal: string; after: number }], AttemptRow>(ATTEMPTS);
  const newest = db.prepare<[{ terminal: string }], NewestRow>(NEWEST);
  const failure = db.prepare<[{ terminal: string }], { seq: number; payload: string }>(FAILURE);
  return {
    cardTotalsSinceBatchClose: (terminal) => {
      const row = totals.get({ terminal });
      return {
        transactions: row?.transactions ?? 0,
        count: row?.count ?? 0,
        amountMinor: minor(row?.amount ?? 0),
      };
    },
    batchAttempts: (terminal, after = 0) => attempts.all({ terminal, after }).map(attemptOf),
    lastSettlement: (terminal) => {
      const row = newest.get({ terminal });
      return row === undefined ? null : batchOf(row);
    },
    terminalCloseFailure: (terminal) => {
      const row = failure.get({ terminal });
      if (row === undefined) return null;
      return { seq: row.seq, ...(JSON.parse(row.payload) as SettlementFailed) };
    },
  };
}

function attemptOf(row: AttemptRow): SettlementAttempt {
  // Both payloads are those of the entry types that set intended_seq and result_seq.
  const intended = JSON.parse(row.intended) as PaymentIntended | RefundIntended;
  const outcome =
    row.outcome === null ? null : (JSON.parse(row.outcome) as { result: TerminalResult | null });
  const result = outcome?.result ?? null;
  const told = result?.extra['cardGroup'] === undefined ? null : cardGroupOf(result.extra);
  // What is not booked here may stand in the terminal's book as it has approved it.
  const approved = result?.approved === true ? result.amountMinor : null;
  const amountMinor = isPaid(row.state) ? null : approved;
  return {
    attemptId: row.attempt_id,
    way: row.way,
    state: row.state,
    amountMinor: amountMinor ?? bookedOf(intended, row.paid),
    group: told,
    receiptNo: result?.receiptNo ?? '',
    reference: intended.reference ?? null,
    originalAttemptId: row.original_attempt_id,
  };
}

function batchOf({ daySeq, atMs, closed, compared }: NewestRow): StoredSettlement {
  // Payloads of the entry types that made the row.
  return {
    daySeq,
    closedAtMs: atMs,
    closed: JSON.parse(closed) as SettlementClosed,
    compared: compared === null ? null : (JSON.parse(compared) as SettlementCompared),
  };
}
