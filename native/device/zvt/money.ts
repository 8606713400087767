import type { TerminalResult } from '../../../core/payment/types.ts';
import type { Log } from '../../../till/ports/system.ts';
import type { TerminalObserver, TerminalOutcome } from '../../../till/ports/card-terminal.ts';
import type { ExchangeEnd } from '../../protocol/zvt/exchange-events.ts';
import { isApprovedStatus } from '../../protocol/zvt/status-info.ts';
import type { StatusInfo } from '../../protocol/zvt/status-info.ts';
import type { ZvtConnection } from './connection.ts';
import type { NeedsConfirmation } from './outcome.ts';
import { progressOf } from './progress.ts';
import { receiptsFor } from './receipts.ts';
import { isSigned, terminalResult } from './result.ts';
import { SignatureAsker } from './signature.ts';

/** The result code of what was stopped, at the terminal or from here, or took too long. */
export const STOPPED = '6C';

/** One command that can move money. */
export interface MoneyCommand {
  readonly apdu: Uint8Array;
  /** What its end means. */
  readonly outcomeOf: (
    end: ExchangeEnd,
    refusedByRegister: boolean,
  ) => TerminalOutcome | NeedsConfirmation;
  /** A customer's payment code that must not come back in a text; null when there is none. */
  readonly code: string | null;
}

/**
 * Runs one such command on a terminal that is ready, its intent on the disk: result durable, then
 * its acknowledgement. Sends it once, whatever happens.
 */
export async function runMoney(
  connection: ZvtConnection,
  money: MoneyCommand,
  observer: TerminalObserver,
  log: Log,
): Promise<TerminalOutcome> {
  const hide = hiding(money.code);
  let refused = false;
  const slips = { receipt: hideInSlips(hide, observer) };
  const receipts = receiptsFor(['merchant', 'customer'], slips, log);
  const signature = new SignatureAsker(observer);
  /** Signed on paper: what the cashier has judged on the screen needs no line. */
  const signs = (status: StatusInfo) => isSigned(status) && !signature.isConfirmed();
  const judged = (result: TerminalResult) => hideInResult(hide, signature.mark(result));
  const end = await connection.run(money.apdu, {
    progress: (code, text) => observer.progress(progressOf(code, hide(text))),
    print: (print) => receipts.add(print),
    ...signature.handlers(),
    decide: (status) => {
      const approved = isApprovedStatus(status);
      receipts.hint({ approved, rule: status.receiptRule, signs: signs(status) });
      const verdict = observer.result(judged(terminalResult(status)));
      // Only an approval can be refused; a decline is simply acknowledged.
      refused = verdict === 'refuse' && approved;
      return refused ? 'refuse' : 'book';
    },
  });
  receipts.flush();
  const outcome = money.outcomeOf(end, refused);
  if (outcome.kind === 'confirm') {
    const confirmed = await confirm(connection, outcome);
    return confirmed.kind === 'approved'
      ? { ...confirmed, result: signature.mark(confirmed.result) }
      : confirmed;
  }
  if (outcome.kind === 'unknown') connection.distrust();
  if (outcome.kind !== 'approved' && outcome.kind !== 'declined') return outcome;
  const told = outcome.kind === 'declined' ? withReason(outcome, signature) : outcome;
  return told.result === null ? told : { ...told, result: judged(told.result) };
}

/** Of a payment that ended because of its signature 6C does not tell why: somebody stopped it. */
function withReason(
  outcome: Extract<TerminalOutcome, { kind: 'declined' }>,
  signature: SignatureAsker,
): Extract<TerminalOutcome, { kind: 'declined' }> {
  const reason = outcome.reason === STOPPED ? signature.whyStopped() : null;
  return reason === null ? outcome : { ...outcome, reason };
}

/**
 * The approval was acknowledged and the completion lost. By PA00P015 §2.2 the payment stands
 * once the status, and every print message, is acknowledged; how many print messages were to
 * come the register cannot know. So the terminal is asked, and only its word makes it approved.
 */
async function confirm(
  connection: ZvtConnection,
  lost: NeedsConfirmation,
): Promise<TerminalOutcome> {
  connection.distrust();
  // Somebody wants to go on: the caller asks, and needs not wait here for it.
  if (lost.reason === 'stopUnanswered') {
    return { kind: 'unknown', reason: `completionLost:${lost.reason}` };
  }
  const last = await connection.askLast();
  if (last.kind === 'found' && last.result.approved && isSame(last.result, lost.status)) {
    return { kind: 'approved', result: last.result, endLost: true };
  }
  return { kind: 'unknown', reason: `completionLost:${lost.reason}` };
}

/** True when the terminal's last transaction is the one whose status was acknowledged. */
function isSame(last: TerminalResult, status: StatusInfo): boolean {
  const named = status.receiptNo !== '' || status.trace !== '';
  return (
    named &&
    last.receiptNo === status.receiptNo &&
    last.trace === status.trace &&
    last.amountMinor === status.amountMinor
  );
}

type Hide = (text: string) => string;

/** Digits of a payment code that stay readable. */
const SHOWN_DIGITS = 4;

/** A terminal may print the code it was given; it is a means of payment, so it goes no further. */
function hiding(code: string | null): Hide {
  if (code === null) return (text) => text;
  const spaced = new RegExp([...code].join('[ -]?'), 'g');
  const masked = '*'.repeat(code.length - SHOWN_DIGITS) + code.slice(-SHOWN_DIGITS);
  return (text) => text.replaceAll(spaced, masked);
}

/** Twelve digits and more, as payment codes have, also in groups. */
const LONG_NUMBER = /\d(?:[ -]?\d){11,}/g;

/**
 * An approval that came after its payment was given up. Which code the customer had shown is not
 * known any more, so every long number in a text is hidden.
 */
export function lateResult(status: StatusInfo): TerminalResult {
  const hide: Hide = (text) =>
    text.replaceAll(LONG_NUMBER, (digits) => `****${digits.slice(-SHOWN_DIGITS)}`);
  return hideInResult(hide, terminalResult(status));
}

function hideInSlips(hide: Hide, observer: TerminalObserver): TerminalObserver['receipt'] {
  return (slip) => observer.receipt({ ...slip, lines: slip.lines.map((line) => hide(line)) });
}

function hideInResult(hide: Hide, result: TerminalResult): TerminalResult {
  const extra = Object.entries(result.extra).map(([name, value]) => [name, hide(value)] as const);
  return {
    ...result,
    text: hide(result.text),
    cardName: hide(result.cardName),
    authCode: hide(result.authCode),
    extra: Object.fromEntries(extra),
  };
}
