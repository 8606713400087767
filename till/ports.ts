import type { Currency } from '../core/money/currency.ts';
import type { Minor } from '../core/money/minor.ts';
import type { TerminalResult } from '../core/payment/types.ts';
import type { PrintDocument } from '../core/receipt/types.ts';

/** Whether a device can be reached: says nothing about what happened to an operation. */
export type ConnectionState = 'off' | 'connecting' | 'ready' | 'fault';

export interface DeviceStatus {
  readonly state: ConnectionState;
  /** Machine-readable reason, an i18n key suffix: 'paperOut', 'coverOpen', 'portMissing' … */
  readonly code: string | null;
}

export interface Device {
  status(): DeviceStatus;
  /** Returns a function that stops listening. */
  onStatus(listener: (status: DeviceStatus) => void): () => void;
  close(): Promise<void>;
}

export interface RawScan {
  /** The characters as read, without the scanner's prefix and suffix; not yet judged. */
  readonly text: string;
  readonly atMs: number;
}

export interface Scanner extends Device {
  onScan(listener: (scan: RawScan) => void): () => void;
  /** Told for each read that was no whole code: cut off, too long, not text. */
  onMisread(listener: () => void): () => void;
}

/**
 * What became of a print job. `unknown`: bytes left but no answer came, so it may be on paper.
 * `paperNearEnd` and the like travel in `status`, not here.
 */
export type PrintOutcome =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'none' | 'unknown'; readonly code: string };

export interface ReceiptPrinter extends Device {
  /** One at a time; the caller queues. */
  print(document: PrintDocument): Promise<PrintOutcome>;
  openDrawer(): Promise<PrintOutcome>;
}

/** What a terminal driver can do, read by the flows; never a check on the driver's name. */
export interface TerminalCapabilities {
  readonly reversal: boolean;
  readonly refund: boolean;
  /** The terminal can be asked for its last transaction. */
  readonly lastTransaction: boolean;
  readonly closeBatch: boolean;
  readonly abort: boolean;
}

export interface TerminalProgress {
  /** Intermediate status code of the protocol as text, e.g. ZVT '0A' insert card. */
  readonly code: string;
  /** The terminal's own words when it sent some, else ''. */
  readonly text: string;
}

export interface TerminalPaymentRequest {
  readonly attemptId: string;
  readonly amountMinor: Minor;
  readonly currency: Currency;
}

/**
 * What the caller does while a payment runs. `sending` and `result` must be durable when they
 * return: the driver sends the first byte, or acknowledges the result, only afterwards. A throw
 * from either stops the driver from sending or acknowledging.
 */
export interface TerminalObserver {
  sending(): void;
  progress(progress: TerminalProgress): void;
  /** 'refuse' makes the terminal reverse what it approved (amount differs from the order). */
  result(result: TerminalResult): 'book' | 'refuse';
  /** A receipt the terminal made, line by line, already decoded. */
  receipt(receipt: { kind: 'merchant' | 'customer' | 'admin'; lines: readonly string[] }): void;
}

export type TerminalOutcome =
  | { readonly kind: 'approved'; readonly result: TerminalResult }
  | { readonly kind: 'declined'; readonly result: TerminalResult | null; readonly reason: string }
  /** Nothing was sent: port closed, terminal not there. Safe to try again. */
  | { readonly kind: 'notStarted'; readonly reason: string }
  /** Money may have moved. Only `lastTransaction` or a person can tell. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type LastTransactionOutcome =
  | { readonly kind: 'found'; readonly result: TerminalResult }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreachable'; readonly reason: string };

export interface TerminalBatchTotals {
  readonly totalMinor: Minor;
  readonly count: number;
  readonly lines: readonly string[];
}

export type CloseBatchOutcome =
  | { readonly kind: 'closed'; readonly totals: TerminalBatchTotals }
  | { readonly kind: 'failed'; readonly resultCode: string; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface CardTerminal extends Device {
  readonly terminalId: string;
  readonly capabilities: TerminalCapabilities;
  /** One operation at a time; a second call while one runs resolves `notStarted`. */
  pay(request: TerminalPaymentRequest, observer: TerminalObserver): Promise<TerminalOutcome>;
  /** Asks the running operation to stop. Only its outcome says whether it did. */
  requestCancel(): void;
  /** Asks for the last transaction the terminal booked. Moves no money. */
  lastTransaction(): Promise<LastTransactionOutcome>;
  /** Gives back a whole payment of the open batch, by the terminal's receipt number. */
  reverse(
    request: {
      readonly receiptNo: string;
      readonly amountMinor: Minor;
      readonly currency: Currency;
    },
    observer: TerminalObserver,
  ): Promise<TerminalOutcome>;
  closeBatch(observer: Pick<TerminalObserver, 'progress' | 'receipt'>): Promise<CloseBatchOutcome>;
}

export interface Clock {
  nowMs(): number;
}

export interface Timers {
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

export interface Ids {
  /** A fresh UUIDv7. */
  next(): string;
}

export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
