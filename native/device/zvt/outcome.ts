import { minor, sum } from '../../../core/money/minor.ts';
import { bareResult } from '../../../core/payment/bare-result.ts';
import type { TerminalResult } from '../../../core/payment/types.ts';
import type {
  CloseBatchOutcome,
  LastTransactionOutcome,
  TerminalBatchTotals,
  TerminalOutcome,
  TotalsOutcome,
} from '../../../till/ports/card-terminal.ts';
import type { ExchangeEnd } from '../../protocol/zvt/exchange-events.ts';
import { byteCode } from '../../protocol/zvt/hex.ts';
import type { Completion } from '../../protocol/zvt/messages.ts';
import { isApprovedStatus } from '../../protocol/zvt/status-info.ts';
import type { StatusInfo } from '../../protocol/zvt/status-info.ts';
import { terminalResult } from './result.ts';

/** "Already reversed": a void asked for a second time was done the first time. */
const ALREADY_REVERSED = 0xb4;
const DONE_BEFORE = { approved: true, resultCode: byteCode(ALREADY_REVERSED) } as const;

/** Completion codes that tell what the terminal does next, not how the command went. */
const UPDATE_FOLLOWS: ReadonlySet<number> = new Set([0xe0, 0xfc]);

/** Codes real terminals give for "no transaction is stored" (PA00P015 §2.8 leaves it open). */
const NOTHING_STORED: ReadonlySet<number> = new Set([0x83, 0xa0]);

/** The status was acknowledged as approved, but the end never came: the terminal must be asked. */
export interface NeedsConfirmation {
  readonly kind: 'confirm';
  readonly status: StatusInfo;
  readonly reason: string;
}

/** True when the terminal restarts or updates after this completion and will be away. */
export function goesAway(completion: Completion): boolean {
  return UPDATE_FOLLOWS.has(completion.resultCode ?? 0);
}

/**
 * What a payment or void came to (PA00P015 §2.2). Success is the last `04 0F` with result 00
 * followed by `06 0F`. A refusal counts as declined only when it is certain to be about this
 * command; everything doubtful is `unknown`, never declined.
 */
export function paymentOutcome(
  end: ExchangeEnd,
  refusedByRegister: boolean,
): TerminalOutcome | NeedsConfirmation {
  switch (end.kind) {
    case 'notSent':
      return { kind: 'notStarted', reason: end.reason };
    case 'answered':
      return { kind: 'unknown', reason: 'noResult' };
    case 'refused':
      // A repeat may be refused as "busy" because the first transmission is being worked on.
      if (end.repeated) return { kind: 'unknown', reason: `refusedRepeat:${byteCode(end.code)}` };
      return { kind: 'declined', result: null, reason: byteCode(end.code) };
    case 'aborted':
      return abortedOutcome(end, refusedByRegister);
    case 'completed':
      return completedOutcome(end.status, end.completion, refusedByRegister);
    case 'lost':
      if (end.status !== null && isApprovedStatus(end.status)) {
        return { kind: 'confirm', status: end.status, reason: end.reason };
      }
      return { kind: 'unknown', reason: end.reason };
  }
}

function abortedOutcome(
  end: Extract<ExchangeEnd, { kind: 'aborted' }>,
  refusedByRegister: boolean,
): TerminalOutcome {
  const code = byteCode(end.code);
  // It may end an older sequence while the terminal still takes up this command.
  if (end.early) return { kind: 'unknown', reason: `abortBeforeAnswer:${code}` };
  const { status } = end;
  if (refusedByRegister) {
    return { kind: 'declined', result: refusedResult(status), reason: 'refusedByRegister' };
  }
  if (status !== null && status.resultCode === 0 && isApprovedStatus(status)) {
    return { kind: 'unknown', reason: `abortAfterApproval:${code}` };
  }
  if (status === null) return { kind: 'declined', result: null, reason: code };
  const result = { ...terminalResult(status), approved: false };
  return { kind: 'declined', result: { ...result, text: end.text || result.text }, reason: code };
}

/**
 * What the terminal approved and had to reverse. Without its numbers: no transaction stands
 * under them, and the terminal may give them to the next one, which must not look like this one.
 */
function refusedResult(status: StatusInfo | null): TerminalResult | null {
  if (status === null) return null;
  return { ...terminalResult(status), approved: false, receiptNo: '', trace: '' };
}

function completedOutcome(
  status: StatusInfo | null,
  completion: Completion,
  refusedByRegister: boolean,
): TerminalOutcome {
  if (refusedByRegister) return { kind: 'unknown', reason: 'completedAfterRefusal' };
  if (status === null) return { kind: 'unknown', reason: 'noResult' };
  const result = terminalResult(status);
  if ((status.resultCode ?? 0) !== 0) {
    return { kind: 'declined', result, reason: result.resultCode };
  }
  const code = completion.resultCode ?? 0;
  if (code !== 0 && !goesAway(completion)) {
    return { kind: 'unknown', reason: `completion:${byteCode(code)}` };
  }
  return { kind: 'approved', result };
}

/** A void: as a payment, but "already reversed" means it is done. */
export function reversalOutcome(
  end: ExchangeEnd,
  refusedByRegister: boolean,
): TerminalOutcome | NeedsConfirmation {
  const alreadyDone =
    (end.kind === 'refused' && end.code === ALREADY_REVERSED) ||
    // An early one may be about an older void.
    (end.kind === 'aborted' && !end.early && end.code === ALREADY_REVERSED) ||
    (end.kind === 'completed' && end.status?.resultCode === ALREADY_REVERSED);
  if (!alreadyDone) return paymentOutcome(end, refusedByRegister);
  const status = end.kind === 'refused' ? null : end.status;
  const result =
    status === null
      ? bareResult({ ...DONE_BEFORE, amountMinor: null })
      : { ...terminalResult(status) };
  return {
    kind: 'approved',
    result: { ...result, approved: true, extra: { ...result.extra, alreadyReversed: '1' } },
  };
}

/**
 * The terminal's last transaction. "None" only when the terminal took up the question and had
 * nothing: a terminal that does not know the question has told nothing.
 */
export function lastTransactionOutcome(end: ExchangeEnd): LastTransactionOutcome {
  switch (end.kind) {
    case 'completed':
      if (end.status === null) return { kind: 'unreachable', reason: 'noStatus' };
      return { kind: 'found', result: terminalResult(end.status) };
    case 'aborted':
      if (!end.early && end.status === null && NOTHING_STORED.has(end.code)) {
        return { kind: 'none' };
      }
      return { kind: 'unreachable', reason: `aborted:${byteCode(end.code)}` };
    case 'refused':
      return { kind: 'unreachable', reason: `refused:${byteCode(end.code)}` };
    case 'answered':
      return { kind: 'unreachable', reason: 'noStatus' };
    case 'notSent':
    case 'lost':
      return { kind: 'unreachable', reason: end.reason };
  }
}

/** An end of day; `lines` is the report the terminal printed. */
export function closeBatchOutcome(end: ExchangeEnd, lines: readonly string[]): CloseBatchOutcome {
  switch (end.kind) {
    case 'completed': {
      const { status } = end;
      if (status !== null && !isApprovedStatus(status)) {
        return failedClose(status.resultCode ?? 0, status.text);
      }
      const result = end.completion.resultCode ?? 0;
      if (result !== 0 && !goesAway(end.completion)) {
        if (hasTold(status)) return { kind: 'unknown', reason: `completion:${byteCode(result)}` };
        return failedClose(result, '');
      }
      return { kind: 'closed', totals: totalsOf(status, lines) };
    }
    case 'aborted':
      // It may end an older sequence while the terminal still takes up this command.
      if (end.early) return { kind: 'unknown', reason: `abortBeforeAnswer:${byteCode(end.code)}` };
      if (hasTold(end.status)) {
        return { kind: 'unknown', reason: `abortAfterTotals:${byteCode(end.code)}` };
      }
      // A first status with 77 tells more than the abort that follows it.
      return failedClose(end.status?.resultCode || end.code, end.text || (end.status?.text ?? ''));
    case 'refused':
      if (end.repeated) return { kind: 'unknown', reason: `refusedRepeat:${byteCode(end.code)}` };
      return failedClose(end.code, '');
    case 'notSent':
      return { kind: 'failed', resultCode: '', reason: end.reason };
    case 'answered':
      return { kind: 'unknown', reason: 'noResult' };
    case 'lost':
      return { kind: 'unknown', reason: end.reason };
  }
}

/** The host has the batch by then: what fails afterwards may be the report's paper alone. */
function hasTold(status: StatusInfo | null): boolean {
  return status !== null && isApprovedStatus(status);
}

function failedClose(code: number, text: string): CloseBatchOutcome {
  return { kind: 'failed', resultCode: byteCode(code), reason: text || byteCode(code) };
}

/** Totals of an open batch (06 10). */
export function totalsOutcome(end: ExchangeEnd, lines: readonly string[]): TotalsOutcome {
  const outcome = closeBatchOutcome(end, lines);
  if (outcome.kind !== 'closed') return { kind: 'unreachable', reason: outcome.reason };
  const isTold = end.kind === 'completed' && end.status !== null;
  return isTold
    ? { kind: 'totals', totals: outcome.totals }
    : { kind: 'unreachable', reason: 'noStatus' };
}

/** The totals a status of 06 50 or 06 10 tells. */
export function totalsOf(status: StatusInfo | null, lines: readonly string[]): TerminalBatchTotals {
  const brands = status?.totals?.brands ?? [];
  const summed = sum(brands.map((brand) => minor(brand.totalMinor)));
  const amount = status?.amountMinor ?? null;
  return {
    totalMinor: amount === null ? summed : minor(amount),
    count: brands.reduce((count, brand) => count + brand.count, 0),
    lines,
    groups: brands.map(({ brand, count, totalMinor }) => {
      return { group: brand, count, amountMinor: minor(totalMinor) };
    }),
    items: null,
  };
}
