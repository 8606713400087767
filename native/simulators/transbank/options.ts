import type { SimClock } from '../line/clock.ts';
import type { Line } from '../line/line.ts';
import type { OutcomeSource } from './cards.ts';

/** All waiting times of the simulated terminal, in milliseconds. */
export interface TransbankTiming {
  /**
   * Pause before every message: after the ACK and between messages. The official client cuts its
   * input where nothing came for 100 ms, so less than that glues messages together for it.
   */
  readonly gapMs: number;
  /** Longest wait for the register's ACK (reference, "Mensaje de Anulación": 10 s). */
  readonly ackMs: number;
  /** How often a message is sent at most (same place: once and 2 more times). */
  readonly transmissions: number;
  /** Longest silence inside a request before it is NAKed; the reference names none. */
  readonly interByteMs: number;
  /** How long the terminal waits for a card before it answers 22. */
  readonly cardMs: number;
  /** How long each visible step takes: card, amount, instalments, PIN, host. */
  readonly stepMs: number;
  /** How long a bank that does not answer is waited for before the answer is 02. */
  readonly hostMs: number;
}

/** The documented times, with steps quick enough for a demonstration. */
export const standardTiming: TransbankTiming = {
  gapMs: 150,
  ackMs: 10_000,
  transmissions: 3,
  interByteMs: 1_000,
  cardMs: 60_000,
  stepMs: 150,
  hostMs: 3_000,
};

/** One line of the terminal's own log. Bank account numbers are withheld. */
export interface LogEntry {
  readonly atMs: number;
  readonly direction: 'in' | 'out' | 'note';
  readonly text: string;
}

/** How to set a simulated Transbank terminal up. Everything but the line has a default. */
export interface TransbankOptions {
  readonly line: Line;
  /** 12 digits. */
  readonly commerceCode?: string;
  /** 8 letters or digits. */
  readonly terminalId?: string;
  /** Commerce codes a multi-merchant sale (0270) may name. */
  readonly merchants?: readonly string[];
  /** Sales a batch holds; then the answer is 67. */
  readonly batchLimit?: number;
  /** Smallest amount it takes, pesos; below it the answer is 10. */
  readonly minAmount?: number;
  /** JSON-lines file for the book, so that it survives a killed process; none: in memory. */
  readonly bookFile?: string;
  /** Decides each sale when nothing is queued by `nextOutcome`; default: by amount. */
  readonly outcomes?: OutcomeSource;
  readonly timing?: Partial<TransbankTiming>;
  readonly clock?: SimClock;
  readonly onLog?: (entry: LogEntry) => void;
  /**
   * How answers are written. `documented`: every field of the table and the separator after the
   * last one. `bare`: no separator at the end. `short`: as bare, and empty fields at the end of a
   * refusal are left out. Registers meet all three.
   */
  readonly form?: AnswerForm;
  /** Repeats progress messages until they are ACKed; the reference does not say. Default false. */
  readonly insistsOnProgressAck?: boolean;
}

export type AnswerForm = 'documented' | 'bare' | 'short';
