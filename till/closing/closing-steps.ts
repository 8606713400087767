import { isOpen } from '../../core/payment/machine.ts';
import { closeFault } from './settlement-fault.ts';
import type { TillContext } from '../runtime/context.ts';
import { heldPayments, isBeingVoided } from '../card/held-payments.ts';
import type { ReadTx, SuspendedBasket } from '../ports/store.ts';

export type ClosingStep = 'baskets' | 'payments' | 'count' | 'settlement' | 'zReport' | 'send';
export type ClosingStepState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

export interface ClosingRow {
  readonly step: ClosingStep;
  readonly state: ClosingStepState;
  /** i18n key suffix under `closing.detail.`. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/**
 * Where closing the day stands, read off the journal each time: the wizard can be left, the
 * program can be killed, and it goes on at the right step.
 */
export function closingSteps(ctx: TillContext, tx: ReadTx): ClosingRow[] {
  const day = tx.openDay();
  if (day === null) {
    const lastBatch = tx.lastBatch();
    const isSent = lastBatch === null || lastBatch.state === 'acknowledged';
    const waits = lastBatch?.state === 'refused' ? 'failed' : 'waiting';
    const reason = lastBatch?.lastError ?? '';
    return [
      basketsRow(tx),
      paymentsRow(tx),
      row('count', 'done', 'shiftClosed'),
      closedRow(ctx, tx, tx.lastClosedDay()?.openedSeq ?? 0) ?? leftRow(ctx, tx),
      row('zReport', 'done', 'dayClosed'),
      ctx.headOffice.configured
        ? row('send', isSent ? 'done' : waits, isSent ? 'sent' : 'waiting', { reason })
        : row('send', 'skipped', 'noHeadOffice'),
    ];
  }
  return [
    basketsRow(tx),
    paymentsRow(tx),
    tx.openShift() === null
      ? row('count', 'done', 'shiftClosed')
      : row('count', 'waiting', 'shiftOpen'),
    terminalRow(ctx, tx, day.openedSeq),
    row('zReport', 'waiting', 'dayOpen'),
    row('send', 'waiting', 'dayOpen'),
  ];
}

/**
 * Parked baskets that are finished or voided before the day ends. One whose card payment is
 * unknown or held cannot just be thrown away, and its customer may be gone: it waits with the money
 * into the next day, or no day could ever close. So does one whose money is going back.
 */
export function parkedToSolve(tx: ReadTx): SuspendedBasket[] {
  return tx
    .suspendedBaskets()
    .filter(
      ({ basketId }) =>
        !isBeingVoided(tx, basketId) &&
        heldPayments(tx, basketId).length === 0 &&
        tx.attemptsOfBasket(basketId).every(({ state }) => !isOpen(state)),
    );
}

function basketsRow(tx: ReadTx): ClosingRow {
  if (tx.openBasket() !== null) return row('baskets', 'waiting', 'openBasket');
  const count = parkedToSolve(tx).length;
  if (count > 0) return row('baskets', 'waiting', 'parkedBaskets', { count });
  // A customer's money that is in no sale. It waits into the next day, but never in silence.
  const partPaid = parkedPartPaid(tx);
  return partPaid > 0
    ? row('baskets', 'failed', 'partPaidBaskets', { count: partPaid })
    : row('baskets', 'done', 'none');
}

/** How many parked baskets hold a card's money; unknown payments have a row of their own. */
function parkedPartPaid(tx: ReadTx): number {
  return tx
    .suspendedBaskets()
    .filter(({ basketId }) => !isBeingVoided(tx, basketId))
    .filter(({ basketId }) => heldPayments(tx, basketId).length > 0).length;
}

function paymentsRow(tx: ReadTx): ClosingRow {
  const count = tx.openAttempts().length;
  // Listed in the Z, never a dead end: the day can close around them.
  if (count > 0) return row('payments', 'failed', 'unknownPayments', { count });
  const saleReturn = tx.openReturn();
  if (saleReturn === null) return row('payments', 'done', 'none');
  const { subject } = saleReturn;
  return subject.kind === 'sale'
    ? row('payments', 'failed', 'returnOpen', { receiptNo: subject.receiptNo })
    : row('payments', 'failed', 'basketVoidOpen');
}

function terminalRow(ctx: TillContext, tx: ReadTx, daySeq: number): ClosingRow {
  const { terminalId } = ctx.terminal;
  const open = tx.cardTotalsSinceBatchClose(terminalId);
  const totals = { count: open.count, amountMinor: open.amountMinor };
  const failure = tx.terminalCloseFailure(terminalId);
  if (failure?.inDoubt === true) return row('settlement', 'failed', 'batchInDoubt', totals);
  if (failure !== null && open.transactions > 0) {
    const { code, detail } = closeFault(failure, ctx.reasonOf);
    const params = { ...totals, fault: code, detail };
    return row('settlement', 'failed', 'batchCloseFailed', params);
  }
  if (open.transactions > 0) return row('settlement', 'waiting', 'batchOpen', totals);
  return closedRow(ctx, tx, daySeq) ?? row('settlement', 'skipped', 'noCardPayments');
}

/** A day that ended without closing the terminal's batch: nothing was in it, or it was left. */
function leftRow(ctx: TillContext, tx: ReadTx): ClosingRow {
  const { transactions, count, amountMinor } = tx.cardTotalsSinceBatchClose(
    ctx.terminal.terminalId,
  );
  return transactions === 0
    ? row('settlement', 'skipped', 'noCardPayments')
    : row('settlement', 'skipped', 'batchOpen', { count, amountMinor });
}

/** The batch that was closed in a business day; a difference is shown and hinders nothing. */
function closedRow(ctx: TillContext, tx: ReadTx, daySeq: number): ClosingRow | null {
  const batch = tx.lastSettlement(ctx.terminal.terminalId);
  if (batch === null || batch.daySeq !== daySeq) return null;
  const { closed, compared } = batch;
  if (closed.totalsKnown === false) {
    const { registerCount: count, registerTotalMinor: amountMinor } = closed;
    return row('settlement', 'failed', 'batchUnseen', { count, amountMinor });
  }
  const agrees = compared?.agrees ?? closed.differenceMinor === 0;
  return row('settlement', agrees ? 'done' : 'failed', 'batchClosed', {
    count: closed.terminalCount,
    amountMinor: closed.terminalTotalMinor,
    differenceMinor: closed.differenceMinor,
    differences: compared?.differences.length ?? 0,
  });
}

function row(
  step: ClosingStep,
  state: ClosingStepState,
  code: string,
  params: ClosingRow['params'] = {},
): ClosingRow {
  return { step, state, code, params };
}
