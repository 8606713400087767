import { NO_QUESTION } from './cashier-question.ts';
import type { QuestionState } from './cashier-question.ts';
import type { ZvtCharset } from './charset.ts';
import type { StatusInfo } from './status-info.ts';

/** Timers of the application layer (ZVT PA00P016 §2). */
export const COMMAND_TIMES = {
  /** Command to answer. */
  t3Ms: 5000,
  /** Answer to completion; restarted by every 04 FF and 04 0F. */
  t4Ms: 180_000,
  /** The last sign of life to giving up, once the terminal was asked to stop: two of its T3. */
  silenceMs: 10_000,
} as const;

/**
 * What ends a command: 06 0F or 06 1E; the answer alone (abort, log-off, display text); or the
 * status (read card, PA00P015 §2.24, which has no completion).
 */
export type EndsWith = 'completion' | 'answer' | 'status';

interface SeenStatus {
  readonly bytes: Uint8Array;
  readonly status: StatusInfo;
  /** Null until decided, or for ever when withheld. */
  readonly answer: Uint8Array | null;
}

export interface ExchangeState {
  readonly phase: 'idle' | 'answer' | 'terminal' | 'stopping';
  readonly endsWith: EndsWith;
  /** T3 of this command; longer where it carries a time of its own (PA00P016 §2). */
  readonly t3Ms: number;
  readonly charset: ZvtCharset;
  readonly t4Ms: number;
  readonly seen: SeenStatus | null;
  /** The last status answered with 80 00 00. */
  readonly booked: StatusInfo | null;
  readonly lastBlock: Uint8Array | null;
  /** `refused`: it said no, and may be asked again. */
  readonly cancel: 'none' | 'wanted' | 'sent' | 'refused';
  readonly transmissions: number;
  /** The command only asks how the terminal is: no status is its own. */
  readonly asks: boolean;
  /**
   * A command that tells of money and moves none (06 20, 06 10, 06 50) runs or was given up: an
   * approval nobody waits for may be its status.
   */
  readonly tells: boolean;
  /** The approval offered last that nobody made durable: it is not answered, not even later. */
  readonly unanswered: Uint8Array | null;
  /** What the terminal asks the cashier (06 D0). */
  readonly question: QuestionState;
}

/** A session before its first command. */
export function idleExchange(charset: ZvtCharset): ExchangeState {
  return {
    phase: 'idle',
    endsWith: 'completion',
    t3Ms: COMMAND_TIMES.t3Ms,
    charset,
    t4Ms: COMMAND_TIMES.t4Ms,
    seen: null,
    booked: null,
    lastBlock: null,
    cancel: 'none',
    transmissions: 0,
    asks: false,
    tells: false,
    unanswered: null,
    question: NO_QUESTION,
  };
}
