import type { SettlementFailed } from '../../core/journal/events/settlement.ts';

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

/**
 * By the terminal's own code: ZVT PA00P015 §10 in hexadecimal; POS Integrado's begin with T. 83
 * is "function not possible", which terminals also answer to a wrong password.
 */
const BY_CODE: Readonly<Record<string, CloseFaultCode>> = {
  '77': 'bankRefused',
  F0: 'mustClose',
  E0: 'maintenance',
  FC: 'maintenance',
  '6B': 'functionOff',
  '6C': 'stopped',
  '9B': 'noHost',
  A1: 'noHost',
  A3: 'noHost',
  A0: 'notReady',
  '9C': 'notReady',
  '83': 'wrongPassword',
  B8: 'openReservations',
  CC: 'paper',
  T02: 'noHost',
  T03: 'noHost',
  T07: 'stopped',
  T14: 'noHost',
  T24: 'paper',
  T94: 'notReady',
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
export function closeFault(failure: Pick<SettlementFailed, 'resultCode' | 'reason' | 'inDoubt'>): {
  readonly code: CloseFaultCode;
  readonly detail: string;
} {
  const { resultCode } = failure;
  const [reason = '', said = ''] = failure.reason.split(':');
  if (failure.inDoubt === true) return { code: 'inDoubt', detail: '' };
  const code = BY_CODE[resultCode] ?? BY_REASON[reason] ?? 'refused';
  const isKnownWord = BY_REASON[reason] !== undefined;
  const own = isKnownWord ? said : failure.reason;
  return { code, detail: own === resultCode ? resultCode : own || resultCode };
}

/** Both in one text, as replies carry reasons. */
export function closeReason(failure: Parameters<typeof closeFault>[0]): string {
  const { code, detail } = closeFault(failure);
  return detail === '' ? code : `${code}:${detail}`;
}
