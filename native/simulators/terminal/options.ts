import type { SimClock } from '../line/clock.ts';
import type { Line } from '../line/line.ts';
import type { CardName, Outcome, OutcomeSource } from './cards.ts';
import type { CommandName } from './commands.ts';

/** The protocol that this terminal speaks, as a register's settings name it. */
export const SPOKEN_PROTOCOL = 'zvt';

/** All waiting times of the simulated terminal, in milliseconds. */
export interface TerminalTiming {
  /** Longest gap inside a frame (PA00P016 §2: 200 ms). */
  readonly t1Ms: number;
  /** Longest wait for an ACK (PA00P016 §2: 5 s). */
  readonly t2Ms: number;
  /** How often a frame is sent at most (PA00P016 §2: 3). */
  readonly transmissions: number;
  /** Longest wait for the register's 80 00 00 (PA00P016 §2: 5 s). */
  readonly t3Ms: number;
  /** Longest wait for the answer to 04 0F when the command names none (PA00P015: 30 s). */
  readonly resultMs: number;
  /** Pause before the status is sent again after 84 9C (PA00P015: 2 s). */
  readonly waitRepeatMs: number;
  /** How long the terminal waits for a card before it ends with 6C. */
  readonly cardMs: number;
  /** How often "insert card" is repeated while waiting. */
  readonly cardPromptMs: number;
  /** How long the terminal waits for a PIN before it ends with 6C. */
  readonly pinMs: number;
  /** How long a card stays in the slot after the result; the completion waits for it. */
  readonly cardOutMs: number;
  /** How long each visible step takes: card in, PIN, host. */
  readonly stepMs: number;
  /** How long a second answer to a message sent twice is waited for. */
  readonly twiceMs: number;
  /** How long the terminal is away after 06 18, Reset. */
  readonly resetMs: number;
}

/** The times of PA00P016 and PA00P015, with steps quick enough for a demonstration. */
export const standardTiming: TerminalTiming = {
  t1Ms: 200,
  t2Ms: 5_000,
  transmissions: 3,
  t3Ms: 5_000,
  resultMs: 30_000,
  waitRepeatMs: 2_000,
  cardMs: 60_000,
  cardPromptMs: 2_000,
  pinMs: 60_000,
  cardOutMs: 0,
  stepMs: 150,
  twiceMs: 300,
  resetMs: 3_000,
};

/** One line of the terminal's own log. Card data and passwords are withheld. */
export interface LogEntry {
  readonly atMs: number;
  readonly direction: 'in' | 'out' | 'note';
  readonly text: string;
}

/** For whom a copy of a payment receipt is made: nobody, who has paid, or everybody. */
export type CopyRule = 'none' | 'approved' | 'all';

/** Which copies are made when the register says nothing about it (tag 45, nibbles 1 and 2). */
export interface ReceiptRule {
  readonly merchant: CopyRule;
  readonly customer: CopyRule;
}

/** How to set a simulated terminal up. Everything but the line has a default. */
export interface TerminalOptions {
  readonly line: Line;
  /** TID, up to 8 digits. */
  readonly terminalId?: string;
  /** Merchant contract number (VU), up to 15 characters. */
  readonly contractNumber?: string;
  /** 6 digits. */
  readonly password?: string;
  /** ISO 4217 numeric, 3 digits: '156' yuan, '978' euro. The only currency it accepts. */
  readonly currency?: string;
  /** Largest amount it takes; above it the result is C3. */
  readonly maxAmountMinor?: number;
  /** Transactions a batch holds; then the result is 6A. */
  readonly batchLimit?: number;
  /** JSON-lines file for the book, so that it survives a killed process; none: in memory. */
  readonly bookFile?: string;
  /** Decides each card when nothing is queued by `nextOutcome`; default: by amount. */
  readonly outcomes?: OutcomeSource;
  readonly timing?: Partial<TerminalTiming>;
  readonly clock?: SimClock;
  readonly onLog?: (entry: LogEntry) => void;
  /** Registration is kept over a power cut, as some terminals do. Default false. */
  readonly keepsRegistration?: boolean;
  /**
   * Each card waits for `press()`, as on a counter; `outcomes` is not asked then. What is queued
   * or scripted still goes first. Default false.
   */
  readonly buttons?: boolean;
  /** Refuses everything but administration with 6B until 06 00 has come. Default false. */
  readonly requiresRegistration?: boolean;
  /** Cards that refunds are off for: result 67 or 68. Default the debit cards of the table. */
  readonly refundsOffFor?: readonly CardName[];
  /** Refuses end of day with 77 while a reservation is open. Default false. */
  readonly reservationsBlockEndOfDay?: boolean;
  /** Takes a customer's wallet code from the register (BMP 22, tag 1F2D 02). Default true. */
  readonly takesCodes?: boolean;
  /** Default: merchant's copy of what is approved, customer's copy of everything. */
  readonly receiptRule?: ReceiptRule;
  /** Sends the receipts before the 04 0F of an approval, as some terminals do. Default false. */
  readonly printsBeforeResult?: boolean;
  /**
   * What its bank's answer is called (BMP A0), beside the 00 of each approval: terminals of hobex
   * send 01 there. Default none.
   */
  readonly hostCode?: number;
  /** Settles doubtful payments by the sync id, tag 1F1F, instead of reversing. Default false. */
  readonly syncId?: boolean;
  /**
   * Told of each command before it is answered; what it returns decides that command's card or
   * the bank's answer to it, before anything queued. Scripts hang here.
   */
  readonly onCommand?: (command: CommandName) => Outcome | undefined;
}
