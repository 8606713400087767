import type { DeviceStatus } from '../../../till/ports/device.ts';
import type { ExchangeEnd } from '../../protocol/zvt/exchange-events.ts';
import { decodeTerminalStatus } from '../../protocol/zvt/messages.ts';

/** Result codes that mean "not this currency" (PA00P015 §10). */
const CURRENCY_CODES: ReadonlySet<number> = new Set([0x1e, 0x6f, 0xc6, 0xcb]);
const BUSY = 0x9c;

const INITIALISATION_NEEDED = 0x01;
const DIAGNOSIS_NEEDED = 0x02;

/** What a terminal's own state (05 01) means for the register (PA00P015 §2.55). */
const STATUS_CODES: ReadonlyMap<number, string> = new Map([
  [0x51, 'initialisationNeeded'],
  [0x62, 'clockWrong'],
  [BUSY, 'busy'],
  [0xb1, 'memoryFull'],
  [0xb2, 'memoryFull'],
  [0xc1, 'merchantCardLocked'],
  [0xc2, 'diagnosisNeeded'],
  [0xcc, 'terminalPaperOut'],
  [0xdf, 'outOfOrder'],
  [0xe0, 'maintenance'],
  [0xe2, 'readerDefective'],
  [0xe4, 'activationNeeded'],
  [0xf0, 'settlementNeeded'],
]);

/** Refusals that are about the terminal itself: stopped, not ready, a defect. */
const OWN_FAULTS: ReadonlySet<number> = new Set([0x6c, 0x77, 0x85, 0xa0, 0xfc, 0xfe, 0xff]);

/** States in which a card can be taken all the same. */
const USABLE: ReadonlySet<number> = new Set([0x00, 0xdc, 0xe1]);

/**
 * Why the terminal did not register, or null when it did. Also a status code for the top bar.
 * `garbage`: bytes came in, but nothing that could be read.
 */
export function registrationFault(end: ExchangeEnd, garbage = false): string | null {
  switch (end.kind) {
    case 'completed':
      return null;
    case 'notSent':
      return 'disconnected';
    case 'lost':
      if (end.reason === 'lineLost') return 'disconnected';
      return garbage ? 'wrongSpeed' : 'noAnswer';
    case 'answered':
      return 'noAnswer';
    case 'refused':
    case 'aborted':
      if (CURRENCY_CODES.has(end.code)) return 'wrongCurrency';
      return refusalOf(end.code);
  }
}

/**
 * The standard has no code for a wrong password. A terminal that says which state it is in means
 * that; any other refusal (83 and 9A occur) of a well-formed registration, which every terminal
 * knows, is about the one thing left to judge.
 */
function refusalOf(code: number): string {
  return STATUS_CODES.get(code) ?? (OWN_FAULTS.has(code) ? 'registrationRefused' : 'wrongPassword');
}

/** The status of a terminal that has registered, from the status byte of its completion. */
export function registeredStatus(statusByte: number | null): DeviceStatus {
  const bits = statusByte ?? 0;
  if ((bits & INITIALISATION_NEEDED) !== 0) return { state: 'ready', code: 'initialisationNeeded' };
  if ((bits & DIAGNOSIS_NEEDED) !== 0) return { state: 'ready', code: 'diagnosisNeeded' };
  return { state: 'ready', code: null };
}

/** How a status enquiry came out. */
export type Enquiry =
  | { readonly kind: 'idle'; readonly status: DeviceStatus }
  /** It works at something: ask again. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'silent'; readonly reason: string };

/** Reads the end of a 05 01. */
export function readEnquiry(end: ExchangeEnd): Enquiry {
  switch (end.kind) {
    case 'completed': {
      const told = decodeTerminalStatus(end.completion.data);
      if (told === null) return { kind: 'idle', status: { state: 'ready', code: null } };
      if (told.statusCode === BUSY) return { kind: 'busy' };
      const known = STATUS_CODES.get(told.statusCode) ?? 'terminalFault';
      const code = USABLE.has(told.statusCode) ? null : known;
      return { kind: 'idle', status: { state: 'ready', code } };
    }
    case 'refused':
      if (end.code === BUSY) return { kind: 'busy' };
      // It does not know the question, but it answers: nothing is under way.
      return { kind: 'idle', status: { state: 'ready', code: null } };
    case 'aborted':
      return { kind: 'busy' };
    case 'answered':
      return { kind: 'busy' };
    case 'notSent':
    case 'lost':
      return { kind: 'silent', reason: end.reason };
  }
}

/** What an idle terminal is to be asked to do so that it can take payments again. */
export type Upkeep = 'initialisation' | 'diagnosis';

/** The upkeep a status code asks for (PA00P015 §2.55): 51 → 06 93; C2, and a wrong clock → 06 70. */
export function upkeepFor(code: string | null): Upkeep | null {
  if (code === 'initialisationNeeded') return 'initialisation';
  return code === 'diagnosisNeeded' || code === 'clockWrong' ? 'diagnosis' : null;
}
