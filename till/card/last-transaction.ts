import { canonicalJson } from '../../core/journal/canonical.ts';
import { terminalMark } from '../../core/journal/events/payment.ts';
import { markOf, NUMBERS_UNKNOWN } from '../../core/payment/terminal-mark.ts';
import type { TerminalMark, TerminalResult } from '../../core/payment/types.ts';
import { type FlowKey, flowKey, forgetFlow, keepFlow, readFlow } from '../ports/flow-state.ts';
import type { TillContext } from '../runtime/context.ts';
import type { PaymentAttempt, ReadTx, WriteTx } from '../ports/store.ts';

/**
 * By terminal: what it told of last while that settled nothing. Kept on disk: after a restart the
 * terminal may be away while a person settles the doubt.
 */
const TOLD: FlowKey<TerminalMark> = flowKey('terminal.told', terminalMark);

/** What comes next begins after something newer. */
export function forgetTold(tx: WriteTx, terminalId: string): void {
  if (readFlow(tx, TOLD, terminalId) !== null) forgetFlow(tx, TOLD, terminalId);
}

/**
 * The terminal's last transaction as far as the register knows it: what the next attempt is
 * compared with. A terminal that forgets with its batch has none after a close: if it then says
 * "none", nothing was booked since.
 */
export function knownMark(ctx: TillContext, tx: ReadTx): TerminalMark | null {
  const { terminalId, capabilities } = ctx.terminal;
  const told = readFlow(tx, TOLD, terminalId);
  if (told !== null) return told;
  const isForgotten = capabilities.closeForgets && tx.isMarkOfClosedBatch(terminalId);
  return isForgotten ? null : tx.lastTerminalMark(terminalId);
}

/** What the device that is connected now called itself last, '' where it never did. */
export function knownDevice(ctx: TillContext, tx: ReadTx): string {
  const { terminalId } = ctx.terminal;
  const told = readFlow(tx, TOLD, terminalId)?.device;
  return told ?? tx.lastTerminalMark(terminalId)?.device ?? '';
}

/**
 * Remembers what a terminal told of while that settled nothing: the next attempt begins after it,
 * whatever a supervisor decides. Only what stands: the number of a declined transaction may be
 * given to the next one that is booked.
 */
export function noteTold(ctx: TillContext, terminalId: string, last: TerminalResult): void {
  const mark = last.approved ? markOf(last) : null;
  if (mark === null) return;
  // Asked about again and again, it mostly tells the same.
  const told = ctx.store.read((tx) => readFlow(tx, TOLD, terminalId));
  if (canonicalJson(told) === canonicalJson(mark)) return;
  ctx.store.write((tx) => keepFlow(tx, TOLD, mark, terminalId));
}

/**
 * What the next attempt has to begin after when a person settles this one. One that is booked
 * without its numbers is somewhere in the terminal's book: the next payment in doubt must not be
 * taken for it.
 */
export function toldAtSettling(
  ctx: TillContext,
  attempt: PaymentAttempt,
  isBooked: boolean,
): { told?: TerminalMark } {
  const { terminalId, capabilities } = ctx.terminal;
  const hasNumbers = attempt.result?.approved === true && markOf(attempt.result) !== null;
  // Where the register's own numbers come back, nothing is taken for another one.
  const isCompared =
    attempt.terminalId !== terminalId || capabilities.lastTransaction === 'byComparison';
  const isUnnumbered = isBooked && !hasNumbers && isCompared;
  const told = ctx.store.read((tx) => readFlow(tx, TOLD, attempt.terminalId));
  // Charged or refunded it may be newer than what was told. A void was asked for once more before.
  if (isUnnumbered && (told === null || attempt.way !== 'void')) return { told: NUMBERS_UNKNOWN };
  return told === null ? {} : { told };
}
