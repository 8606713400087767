import { invariant } from '../../core/assert.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { RefundIntended } from '../../core/journal/events/returns.ts';
import type { PaymentIntended } from '../../core/journal/events/payment.ts';
import type {
  SettlementClosed,
  SettlementFailed,
  SettlementCompared,
} from '../../core/journal/events/settlement.ts';
import { standingMark } from '../../core/payment/terminal-mark.ts';
import type { PaymentState, TerminalMark, TerminalResult } from '../../core/payment/types.ts';
import type { WriteDb } from '../open.ts';
import type { Projections } from './projector.ts';

type PaymentEntries =
  | 'payment.intended'
  | 'refund.intended'
  | 'payment.sending'
  | 'payment.resultSeen'
  | 'payment.approved'
  | 'payment.declined'
  | 'payment.unknown'
  | 'payment.neverStarted'
  | 'payment.resolvedPaid'
  | 'payment.resolvedNotPaid'
  | 'settlement.closed'
  | 'settlement.compared'
  | 'settlement.failed';

/** What an attempt begins with, whichever way the money goes. */
type Intent = Pick<
  PaymentIntended,
  'attemptId' | 'basketId' | 'terminalId' | 'amountMinor' | 'currency' | 'lastKnown'
> & {
  readonly way: 'payment' | RefundIntended['way'];
  readonly originalAttemptId: string | null;
};

interface Step {
  readonly attemptId: string;
  readonly state: PaymentState;
  readonly result: TerminalResult | null;
  readonly reason: string;
  /** The terminal's newest transaction, where the result does not name it. */
  readonly told?: TerminalMark | undefined;
}

/** Card payment attempts and what was last seen of each terminal. */
export function preparePaymentProjections(db: WriteDb): Projections<PaymentEntries> {
  const noteMark = prepareMark(db);
  const intend = prepareIntend(db, noteMark);
  const step = prepareStep(db, noteMark);
  const see = prepareSeen(db);
  const closeBatch = prepareBatchClose(db);
  const rebook = db.prepare<[number, string]>(
    'UPDATE payment_attempt SET amount_minor = ? WHERE attempt_id = ?',
  );
  return {
    'payment.intended': (attempt, entry) =>
      intend({ ...attempt, way: 'payment', originalAttemptId: null }, entry),
    'refund.intended': (refund, entry) =>
      // The return receipt that follows has the id of its return for a basket.
      intend({ ...refund, basketId: refund.returnId }, entry),
    'payment.sending': ({ attemptId }, entry) =>
      step({ attemptId, state: 'sending', result: null, reason: '' }, entry),
    'payment.resultSeen': ({ attemptId }, entry) => see(attemptId, entry),
    'payment.approved': ({ attemptId, result, told }, entry) =>
      step({ attemptId, state: 'approved', result, reason: '', told }, entry),
    'payment.declined': ({ attemptId, result, reason }, entry) =>
      step({ attemptId, state: 'declined', result, reason }, entry),
    'payment.unknown': ({ attemptId, reason }, entry) =>
      step({ attemptId, state: 'unknown', result: null, reason }, entry),
    'payment.neverStarted': ({ attemptId, reason }, entry) =>
      step({ attemptId, state: 'neverStarted', result: null, reason }, entry),
    'payment.resolvedPaid': ({ attemptId, result, evidence, bookedMinor, told }, entry) => {
      // First: its tender must be of this amount, and so must the sums of the batch.
      if (bookedMinor !== undefined) rebook.run(bookedMinor, attemptId);
      step({ attemptId, state: 'resolvedPaid', result, reason: evidence, told }, entry);
    },
    // What was seen of it does not stand, so it must not be what the next attempt compares with.
    'payment.resolvedNotPaid': ({ attemptId, evidence, told }, entry) =>
      step({ attemptId, state: 'resolvedNotPaid', result: null, reason: evidence, told }, entry),
    'settlement.closed': closeBatch,
    'settlement.compared': prepareBatchCompare(db),
    'settlement.failed': prepareCloseFailure(db),
  };
}

type NoteMark = (terminalId: string, mark: TerminalMark | null, seq: number) => void;

/** Keeps a mark, one without numbers too: compared with that, nothing is certain. */
function prepareMark(db: WriteDb): NoteMark {
  // The device stays until another one names itself.
  const note = db.prepare<[string, number, string, string, string]>(`
    INSERT INTO terminal_mark (terminal_id, seq, receipt_no, trace, device) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (terminal_id) DO UPDATE
    SET seq = excluded.seq, receipt_no = excluded.receipt_no, trace = excluded.trace,
      device = coalesce(nullif(excluded.device, ''), device)`);
  return (terminalId, mark, seq) => {
    if (mark === null) return;
    note.run(terminalId, seq, mark.receiptNo, mark.trace, mark.device ?? '');
  };
}

function prepareIntend(db: WriteDb, noteMark: NoteMark) {
  const insert = db.prepare<
    [string, string, string, number, string, number, number, Intent['way'], string | null]
  >(`
    INSERT INTO payment_attempt (attempt_id, basket_id, terminal_id, amount_minor, currency, state,
      intended_seq, intended_at_ms, reason, way, original_attempt_id)
    VALUES (?, ?, ?, ?, ?, 'intended', ?, ?, '', ?, ?)`);
  return (attempt: Intent, entry: JournalEntry): void => {
    insert.run(
      attempt.attemptId,
      attempt.basketId,
      attempt.terminalId,
      attempt.amountMinor,
      attempt.currency,
      entry.seq,
      entry.atMs,
      attempt.way,
      attempt.originalAttemptId,
    );
    noteMark(attempt.terminalId, attempt.lastKnown, entry.seq);
  };
}

/**
 * A result that is not certain yet: what was in doubt (a void asked for again) stays so. One that a
 * person has settled as paid stays that, and has the terminal's numbers now.
 */
function prepareSeen(db: WriteDb) {
  const update = db.prepare<[number, string]>(`
    UPDATE payment_attempt SET result_seq = ?
    WHERE attempt_id = ? AND state IN ('sending', 'unknown', 'resolvedPaid')`);
  return (attemptId: string, entry: JournalEntry): void => {
    const seen = update.run(entry.seq, attemptId);
    invariant(seen.changes === 1, `payment ${attemptId} is not with the terminal`);
  };
}

function prepareStep(db: WriteDb, noteMark: NoteMark) {
  const terminalOf = db
    .prepare<[string], string>(`
      SELECT terminal_id FROM payment_attempt
      WHERE attempt_id = ? AND state IN ('intended', 'sending', 'unknown')`)
    .pluck();
  const update = db.prepare<[PaymentState, string, number | null, number | null, string]>(`
    UPDATE payment_attempt
    SET state = ?, reason = ?, result_seq = coalesce(?, result_seq), paid_seq = ?
    WHERE attempt_id = ?`);
  return (step: Step, entry: JournalEntry): void => {
    const terminalId = terminalOf.get(step.attemptId);
    // Which step may follow which is core/payment's; that a settled payment stays settled is
    // checked again here, because it is money.
    invariant(terminalId !== undefined, `payment ${step.attemptId} is not open`);
    const isPaid = step.state === 'approved' || step.state === 'resolvedPaid';
    update.run(
      step.state,
      step.reason,
      step.result === null ? null : entry.seq,
      isPaid ? entry.seq : null,
      step.attemptId,
    );
    // An approval that was only seen may be reversed by the terminal, and its number used again:
    // compared with that, the next attempt would look unpaid. Only the end of an attempt marks.
    if (step.state === 'sending') return;
    // Nor does what was declined: its number may be given to the next one that is booked.
    const left = step.result?.approved === true ? standingMark(step.result) : null;
    noteMark(terminalId, step.told ?? left, entry.seq);
  };
}

function prepareBatchClose(db: WriteDb) {
  const insert = db.prepare<
    [number, string | null, string, number, number, number, number, number]
  >(`
    INSERT INTO settlement (seq, business_day, terminal_id, terminal_total_minor,
      terminal_count, register_total_minor, register_count, difference_minor)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const forget = db.prepare<[string]>('DELETE FROM terminal_close_failure WHERE terminal_id = ?');
  return (batch: SettlementClosed, entry: JournalEntry): void => {
    forget.run(batch.terminalId);
    insert.run(
      entry.seq,
      entry.businessDay,
      batch.terminalId,
      batch.terminalTotalMinor,
      batch.terminalCount,
      batch.registerTotalMinor,
      batch.registerCount,
      batch.differenceMinor,
    );
  };
}

/** Sets a comparison beside the batch it is about: the newest of its terminal. */
function prepareBatchCompare(db: WriteDb) {
  const note = db.prepare<[number, string]>(`
    UPDATE settlement SET compared_seq = ? WHERE compared_seq IS NULL AND seq =
      (SELECT seq FROM settlement WHERE terminal_id = ? ORDER BY seq DESC LIMIT 1)`);
  return ({ terminalId }: SettlementCompared, entry: JournalEntry): void => {
    const { changes } = note.run(entry.seq, terminalId);
    invariant(changes === 1, `no batch of ${terminalId} is there to compare`);
  };
}

function prepareCloseFailure(db: WriteDb) {
  const note = db.prepare<[string, number]>(`
    INSERT INTO terminal_close_failure (terminal_id, seq) VALUES (?, ?)
    ON CONFLICT (terminal_id) DO UPDATE SET seq = excluded.seq`);
  return ({ terminalId }: SettlementFailed, entry: JournalEntry): void => {
    note.run(terminalId, entry.seq);
  };
}
