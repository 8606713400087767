import type { TerminalResult } from '../../../core/payment/types.ts';
import type { ExchangeEnd } from '../../protocol/zvt/exchange-events.ts';
import { COMMAND_TIMES } from '../../protocol/zvt/exchange-state.ts';
import { byteCode } from '../../protocol/zvt/hex.ts';
import {
  diagnosis,
  displayText,
  initialisation,
  MAX_CARD_WAIT_S,
  readCard,
  setTerminalClock,
} from '../../protocol/zvt/service-commands.ts';
import { isApprovedStatus } from '../../protocol/zvt/status-info.ts';
import type { ZvtConnection } from './connection.ts';
import { terminalResult } from './result.ts';

/** What became of a service command. `reason`: a result code, or why there was no answer. */
export type ServiceOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string };

/** A card that was read: type, name, masked number. Tracks and the clear number stay behind. */
export type ReadCardOutcome =
  | { readonly kind: 'read'; readonly card: TerminalResult }
  | { readonly kind: 'none'; readonly reason: string };

type Operate = <T>(busy: T, work: () => Promise<T>) => Promise<T>;

const BUSY: ServiceOutcome = { kind: 'failed', reason: 'operationRunning' };

/** Commands that look after the terminal; none moves money. One at a time with the payments. */
export class ZvtService {
  readonly #connection: ZvtConnection;
  readonly #password: string;
  readonly #operate: Operate;

  constructor(connection: ZvtConnection, password: string, operate: Operate) {
    this.#connection = connection;
    this.#password = password;
    this.#operate = operate;
  }

  /** 06 70: the terminal checks itself with its host. */
  diagnose(): Promise<ServiceOutcome> {
    return this.#run(() => diagnosis());
  }

  /** 06 93: the terminal loads its parameters and keys. */
  initialise(): Promise<ServiceOutcome> {
    return this.#run(() => initialisation(this.#password));
  }

  /** 06 91: YYMMDD and HHMMSS, the shop's local time. */
  setClock(date: string, time: string): Promise<ServiceOutcome> {
    return this.#run(() => setTerminalClock(this.#password, date, time));
  }

  /** 06 E0: up to eight lines on the terminal's display for so many seconds, 1 to 255. */
  showText(lines: readonly string[], seconds: number): Promise<ServiceOutcome> {
    return this.#operate<ServiceOutcome>(BUSY, async () => {
      const fault = await this.#connection.makeReady();
      if (fault !== null) return { kind: 'failed', reason: fault };
      const command = displayText(lines, seconds, this.#connection.charset());
      // The terminal may answer only when the time is over (PA00P016 §2, T3).
      const t3Ms = COMMAND_TIMES.t3Ms + seconds * 1000;
      const end = await this.#connection.run(command, {}, { endsWith: 'answer', t3Ms });
      return serviceOutcome(end);
    });
  }

  /** 06 C0: waits for a card, at most so many seconds (1 to 120). `requestCancel` ends it. */
  readCard(timeoutS: number): Promise<ReadCardOutcome> {
    const none = (reason: string): ReadCardOutcome => ({ kind: 'none', reason });
    return this.#operate<ReadCardOutcome>(none('operationRunning'), async () => {
      const fault = await this.#connection.makeReady();
      if (fault !== null) return none(fault);
      const waitMs = Math.min(timeoutS, MAX_CARD_WAIT_S) * 1000;
      const t3Ms = COMMAND_TIMES.t3Ms + waitMs;
      const end = await this.#connection.run(readCard(timeoutS), {}, { endsWith: 'status', t3Ms });
      if (end.kind !== 'answered' || end.status === null) return none(failureOf(end));
      if (!isApprovedStatus(end.status)) return none(byteCode(end.status.resultCode ?? 0));
      return { kind: 'read', card: terminalResult(end.status) };
    });
  }

  #run(commandOf: () => Uint8Array): Promise<ServiceOutcome> {
    return this.#operate<ServiceOutcome>(BUSY, async () => {
      const fault = await this.#connection.makeReady();
      if (fault !== null) return { kind: 'failed', reason: fault };
      return serviceOutcome(await this.#connection.run(commandOf()));
    });
  }
}

function serviceOutcome(end: ExchangeEnd): ServiceOutcome {
  const code = end.kind === 'completed' ? (end.status?.resultCode ?? 0) : 0;
  if (code !== 0) return { kind: 'failed', reason: byteCode(code) };
  if (end.kind === 'completed' || end.kind === 'answered') return { kind: 'done' };
  return { kind: 'failed', reason: failureOf(end) };
}

function failureOf(end: ExchangeEnd): string {
  if (end.kind === 'refused' || end.kind === 'aborted') return byteCode(end.code);
  return end.kind === 'lost' || end.kind === 'notSent' ? end.reason : 'noResult';
}
