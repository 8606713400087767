import type { RefundIntended } from '../../core/journal/events/returns.ts';
import type { PaymentIntended } from '../../core/journal/events/payment.ts';
import type { PaymentState, TerminalMark, TerminalResult } from '../../core/payment/types.ts';
import type { PaymentAttempt, ReadTx } from '../../till/ports/store.ts';
import type { ReadDb } from '../open.ts';
import { bookedOf } from './booked-amount.ts';

type PaymentReads =
  | 'attempt'
  | 'openAttempts'
  | 'attemptsOfBasket'
  | 'refundsOf'
  | 'lastTerminalMark'
  | 'isMarkOfClosedBatch';

interface AttemptRow {
  readonly attempt_id: string;
  readonly basket_id: string;
  readonly terminal_id: string;
  readonly state: PaymentState;
  readonly intended_at_ms: number;
  readonly intended: string;
  readonly outcome: string | null;
  readonly paid: string | null;
  readonly reason: string;
  readonly way: PaymentAttempt['way'];
  readonly original_attempt_id: string | null;
}

const COLUMNS = 'SELECT a.*, i.payload AS intended, r.payload AS outcome, p.payload AS paid';
const ENTRIES = `
  JOIN journal i ON i.seq = a.intended_seq
  LEFT JOIN journal r ON r.seq = a.result_seq
  LEFT JOIN journal p ON p.seq = a.paid_seq`;
const SELECT = `${COLUMNS} FROM payment_attempt a ${ENTRIES}`;

/** By the index of open attempts: to save sorting one row, SQLite would walk through them all. */
const SELECT_OPEN = `
${COLUMNS} FROM payment_attempt a INDEXED BY payment_attempt_one_open ${ENTRIES}
WHERE a.state IN ('intended', 'sending', 'unknown') ORDER BY a.intended_seq`;

/** Card payments and terminals. What a terminal said is read from its journal entry. */
export function preparePaymentReads(db: ReadDb): Pick<ReadTx, PaymentReads> {
  const one = db.prepare<[string], AttemptRow>(`${SELECT} WHERE a.attempt_id = ?`);
  const open = db.prepare<[], AttemptRow>(SELECT_OPEN);
  const ofBasket = db.prepare<[string], AttemptRow>(
    `${SELECT} WHERE a.basket_id = ? ORDER BY a.intended_seq`,
  );
  const refunded = db.prepare<[string], AttemptRow>(
    `${SELECT} WHERE a.original_attempt_id = ? ORDER BY a.intended_seq`,
  );
  const ofClosedBatch = db
    .prepare<[{ terminal: string }], number>(`
      SELECT 1 FROM terminal_mark WHERE terminal_id = @terminal AND seq < (
        SELECT seq FROM settlement WHERE terminal_id = @terminal ORDER BY seq DESC LIMIT 1)`)
    .pluck();
  const mark = db.prepare<[string], Required<TerminalMark>>(
    'SELECT receipt_no AS receiptNo, trace, device FROM terminal_mark WHERE terminal_id = ?',
  );
  return {
    refundsOf: (attemptId) => refunded.all(attemptId).map(attemptOf),
    attempt: (attemptId) => {
      const row = one.get(attemptId);
      return row === undefined ? null : attemptOf(row);
    },
    openAttempts: () => open.all().map(attemptOf),
    attemptsOfBasket: (basketId) => ofBasket.all(basketId).map(attemptOf),
    lastTerminalMark: (terminalId) => {
      const row = mark.get(terminalId);
      if (row === undefined) return null;
      const { device, ...numbers } = row;
      return device === '' ? numbers : row;
    },
    isMarkOfClosedBatch: (terminalId) => ofClosedBatch.get({ terminal: terminalId }) === 1,
  };
}

function attemptOf(row: AttemptRow): PaymentAttempt {
  // Both payloads are those of the entry types that set intended_seq and result_seq.
  const intended = JSON.parse(row.intended) as PaymentIntended | RefundIntended;
  const outcome =
    row.outcome === null ? null : (JSON.parse(row.outcome) as { result: TerminalResult | null });
  return {
    attemptId: row.attempt_id,
    basketId: row.basket_id,
    terminalId: row.terminal_id,
    amountMinor: bookedOf(intended, row.paid),
    currency: intended.currency,
    state: row.state,
    intendedAtMs: row.intended_at_ms,
    lastKnown: intended.lastKnown,
    way: row.way,
    originalAttemptId: row.original_attempt_id,
    reference: intended.reference ?? null,
    wallet: 'wallet' in intended ? (intended.wallet ?? null) : null,
    result: outcome?.result ?? null,
    reason: row.reason,
  };
}
