import { complete, intermediate, type TerminalContext, terminalNowMs } from './context.ts';
import { hex } from './fields.ts';
import { giveReceipts } from './printing.ts';
import { totalsReceipt } from './receipt-text.ts';
import { namesCurrency, readWithPassword } from './request.ts';
import { bankRefusal } from './reversal.ts';
import { totalsStatus } from './status.ts';
import { synchronise } from './sync-id.ts';
import { totalsOf } from './totals.ts';
import { failTransaction } from './transaction.ts';

const NOT_POSSIBLE = 0x77;
const UPDATE_STARTS = 0xe0;

/** What one run of totals is for. */
interface Run {
  readonly close: boolean;
  /** The terminal does it by itself: tag 1F26 says so. */
  readonly automatic: boolean;
  readonly currency: boolean;
}

/** 06 10, Send turnover totals: as end of day, but the batch stays open (ZVT PA00P015 2.9). */
export function turnoverTotals(context: TerminalContext, data: Uint8Array): Promise<void> {
  return sendTotals(context, data, false);
}

/** 06 50, End of day: closes the batch with the bank (ZVT PA00P015 2.17). */
export function endOfDay(context: TerminalContext, data: Uint8Array): Promise<void> {
  return sendTotals(context, data, true);
}

async function sendTotals(
  context: TerminalContext,
  data: Uint8Array,
  close: boolean,
): Promise<void> {
  const read = readWithPassword(context, data);
  if (!(await context.session.answer(read.ok ? 0 : read.code)) || !read.ok) return;
  synchronise(context, read.fields);
  await intermediate(context, 0x0e);
  const { faults, book } = context;
  const blocked = context.reservationsBlockEndOfDay && book.openReservations().length > 0;
  if (close && blocked) {
    await failTransaction(context, NOT_POSSIBLE);
    return;
  }
  if (close) {
    await context.session.pause(context.timing.stepMs);
    if (faults.takeEndOfDayFailure() || bankRefusal(context) !== undefined) {
      book.failEndOfDay();
      await failTransaction(context, NOT_POSSIBLE);
      return;
    }
  }
  const currency = namesCurrency(context, read.fields);
  if ((await runTotals(context, { close, automatic: false, currency })) !== 'told') return;
  const update = close ? faults.takeUpdate() : undefined;
  if (update === undefined) {
    await complete(context);
    return;
  }
  await complete(context, [0x27, update.code ?? UPDATE_STARTS]);
  context.away(update.forMs);
}

/**
 * The end of day a terminal does by itself, in the time a status enquiry gives it (PA00P015 2.44):
 * 04 FF 0F, the totals with tag 1F26, the report. The enquiry's own completion follows.
 */
export async function automaticEndOfDay(context: TerminalContext): Promise<void> {
  context.endOfDayDue = false;
  await intermediate(context, 0x0f);
  const currency = context.registration.currency !== undefined;
  await runTotals(context, { close: true, automatic: context.registration.tlv, currency });
}

async function runTotals(context: TerminalContext, run: Run): Promise<'told' | 'silent'> {
  const { session, book, identity, minorDigits } = context;
  const entries = book.openBatch();
  const totals = totalsOf(book.batchNo, entries);
  const atMs = terminalNowMs(context);
  const status = totalsStatus(totals, book.nextTrace(), atMs, identity, run);
  const title = run.close ? 'END OF DAY' : 'TURNOVER';
  const receipt = totalsReceipt({ title, entries, atMs, minorDigits }, totals, identity);
  // The bank has closed the batch before the register is told: a lost result changes nothing.
  if (run.close) book.closeBatch(hex(status), [receipt]);
  const answer = await session.exchange('status', 0x040f, status);
  if (answer.kind === 'silent') return 'silent';
  await giveReceipts(context, [receipt], 'administration');
  return 'told';
}
