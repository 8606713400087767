import { invariant } from '../../core/assert.ts';
import { type PaperToPrint, papersDue } from '../../core/receipt/slip-order.ts';
import { pendingSlip, terminalSlip } from '../../core/receipt/slip-receipt.ts';
import type { PrintDocument } from '../../core/receipt/types.ts';
import type { OwedSlip, PrintJob, ReadTx } from '../ports/store.ts';
import { type CommandContext, commit } from '../runtime/commit.ts';
import type { TillContext } from '../runtime/context.ts';
import { localTime } from '../runtime/local-time.ts';
import { DONE, type Reply, refuse } from '../runtime/reply.ts';
import { authorise } from '../session/session.ts';
import { paperLocale } from './paper-words.ts';

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
