import type { SettlementFailed } from '../../core/journal/events/settlement.ts';
import type { ReasonOf, TerminalReason } from '../../core/payment/terminal-reason.ts';

/** Why a card batch did not close: keys under `closing.terminal.` in the translations. */
export const CLOSE_FAULTS = [
  'bankRefused',
  'mustClose',
  'maintenance',
  'functionOff',
  'noHost',
  'notReady',
  'openReservations',
  'stopped',
  'paper',
  'wrongPassword',
  'noAnswer',
  'line',
  'stillOpen',
  'inDoubt',
  'totalsNotSeen',
  'refused',
] as const;

type CloseFaultCode = (typeof CLOSE_FAULTS)[number];

/** By what the terminal's own code means. */
const BY_MEANING: Readonly<Partial<Record<TerminalReason, CloseFaultCode>>> = {
  settlementRefused: 'bankRefused',
  settlementNeeded: 'mustClose',
  maintenance: 'maintenance',
  functionOff: 'functionOff',
  stopped: 'stopped',
  bankUnreachable: 'noHost',
  busy: 'notReady',
  // A terminal without a code for it says "not possible" to a wrong password.
  notPossible: 'wrongPassword',
  wrongPassword: 'wrongPassword',
  openReservations: 'openReservations',
  outOfPaper: 'paper',
};

/** By the driver's reason where no code came: what the register itself found at the line. */
const BY_REASON: Readonly<Record<string, CloseFaultCode>> = {
  batchStillOpen: 'stillOpen',
  openPreAuthorizations: 'openReservations',
  operationRunning: 'notReady',
  busy: 'notReady',
  maintenance: 'maintenance',
  settlementNeeded: 'mustClose',
  wrongPassword: 'wrongPassword',
  noAnswer: 'noAnswer',
  timeout: 'noAnswer',
  noResult: 'noAnswer',
  disconnected: 'line',
  portMissing: 'line',
  portBusy: 'line',
  lineLost: 'line',
  wrongSpeed: 'line',
};

/**
 * What is said of a close that failed: a code, and behind a colon what the terminal itself said,
 * where it did.
 */
export function closeFault(
  failure: Pick<SettlementFailed, 'resultCode' | 'reason' | 'inDoubt'>,
  reasonOf: ReasonOf,
): { readonly code: CloseFaultCode; readonly detail: string } {
  const { resultCode } = failure;
  const [reason = '', said = ''] = failure.reason.split(':');
  if (failure.inDoubt === true) return { code: 'inDoubt', detail: '' };
  const meaning = reasonOf(resultCode);
  const byCode = meaning === null ? undefined : BY_MEANING[meaning];
  const code = byCode ?? BY_REASON[reason] ?? 'refused';
  const isKnownWord = BY_REASON[reason] !== undefined;
  const own = isKnownWord ? said : failure.reason;
  return { code, detail: own === resultCode ? resultCode : own || resultCode };
}

/** Both in one text, as replies carry reasons. */
export function closeReason(...told: Parameters<typeof closeFault>): string {
  const { code, detail } = closeFault(...told);
  return detail === '' ? code : `${code}:${detail}`;
}
