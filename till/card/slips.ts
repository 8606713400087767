import { invariant } from '../../core/assert.ts';
import type { TerminalReceiptMade } from '../../core/journal/events/paper.ts';
import { comesOnPaper, type PaperToPrint, papersDue } from '../../core/receipt/slip-order.ts';
import { pendingSlip, terminalSlip } from '../../core/receipt/slip-receipt.ts';
import type { PrintDocument } from '../../core/receipt/types.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { localTime } from '../runtime/local-time.ts';
import { paperLocale } from '../printing/paper-words.ts';
import type { TerminalSlip } from '../ports/card-terminal.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import {
  type OwedSlip,
  type PrintJob,
  type ReadTx,
  StoreFault,
  type WriteTx,
} from '../ports/store.ts';

/** A sale receipt or a slip that is owed now. */
export type OwedPaper = PaperToPrint<PrintJob, OwedSlip>;

/** All that is to come on paper now, in its order. */
export function papersOwed(tx: ReadTx): OwedPaper[] {
  const slips = tx.slipQueue();
  if (slips.length === 0) return papersDue(tx.printQueue(), []);
  const saleReturn = tx.openReturn();
  // The void of a basket ends in no receipt that its slips could wait for.
  const returned = saleReturn?.subject.kind === 'sale' ? saleReturn.returnId : null;
  const atTheTill = new Set([tx.openBasket()?.basketId, returned]);
  return papersDue(
    tx.printQueue(),
    slips.map((slip) => ({ ...slip, saleToCome: atTheTill.has(slip.basketId) })),
  );
}

/**
 * Keeps a slip with its payment, durable before the terminal is answered. A database fault loses
 * the slip and nothing else: thrown on, it would make the terminal take an approved payment back.
 */
export function keepSlip(ctx: TillContext, attemptId: string, slip: TerminalSlip): void {
  const { kind } = slip;
  const made = slipMade(attemptId, slip);
  try {
    ctx.store.write((tx) => tx.append('terminal.receipt', made, 'system'));
  } catch (caught) {
    if (!(caught instanceof StoreFault)) throw caught;
    ctx.log.error('terminal slip not stored', { attemptId, kind, code: caught.code });
    return;
  }
  ctx.state.changed();
}

/** A slip as it is stored with its attempt, and whether it comes on paper here. */
export function slipMade(attemptId: string, slip: TerminalSlip): TerminalReceiptMade {
  const { kind, lines, signature } = slip;
  return { attemptId, kind, lines: [...lines], print: comesOnPaper(slip), signature };
}

/** Owes the customer a paper for each payment of a basket whose result is not known. */
export function owePendingSlips(tx: WriteTx, basketId: string, actor: string): void {
  for (const { attemptId, state } of tx.attemptsOfBasket(basketId)) {
    if (state === 'unknown') tx.append('payment.pendingSlip', { attemptId }, actor);
  }
}

/** Prints "result pending" once more, for as long as it is true. */
export function printPendingSlip(
  ctx: TillContext,
  command: CommandContext,
  input: { attemptId: string },
): Reply<Record<string, never>> {
  const operator = authorise(ctx, 'reprint');
  if (!operator.ok) return operator;
  const answer = commit<Record<string, never>>(ctx, command, (tx) => {
    const attempt = tx.attempt(input.attemptId);
    if (attempt === null || attempt.state !== 'unknown') return refuse('nothingToPrint');
    tx.append('payment.pendingSlip', { attemptId: input.attemptId }, operator.value.operatorId);
    return DONE;
  });
  if (answer.ok) ctx.state.notify('accepted', 'slipPrints');
  return answer;
}

/** A slip as it is printed; `again` when it may be on paper already. */
export function slipDocument(ctx: TillContext, slip: OwedSlip, again: boolean): PrintDocument {
  const { settings } = ctx;
  const layout = {
    // The customer's language is the shop's: nobody asked for another.
    locale: paperLocale(settings, settings.defaultLocale),
    columns: settings.receiptColumns,
    characters: settings.receiptCharacters,
    currency: settings.currency,
  };
  if (slip.kind !== 'pending') return terminalSlip({ ...layout, lines: slip.lines, again });
  const { attempt, parkedAs } = ctx.store.read((tx) => ({
    attempt: tx.attempt(slip.attemptId),
    parkedAs: tx.suspendedBaskets().find(({ basketId }) => basketId === slip.basketId)?.label,
  }));
  invariant(attempt !== null, `slip ${slip.slipSeq} belongs to no payment`);
  const local = localTime(attempt.intendedAtMs, settings.timeZone);
  return pendingSlip({
    ...layout,
    store: settings.store,
    registerId: `${settings.storeId}-${settings.registerId}`,
    amountMinor: attempt.amountMinor,
    atLocal: `${local.date} ${local.time}`,
    terminalId: attempt.terminalId,
    reference: attempt.reference ?? '',
    parkedAs: parkedAs ?? '',
    again,
  });
}
