import type { Currency } from '../../core/money/currency.ts';
import type { Minor } from '../../core/money/minor.ts';
import type { CardGroup } from '../../core/settlement/card-group.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import type { WalletKind } from '../../core/payment/wallet-code.ts';
import type { Device } from './device.ts';

/** What a terminal driver can do, read by the flows; never a check on the driver's name. */
export interface TerminalCapabilities {
  /** Refunds a whole payment of the open batch. */
  readonly reversal: boolean;
  /**
   * A reversal asked for twice is answered as done, so one in doubt may be repeated. Without it a doubt is left to a person.
   */
  readonly reversalRepeatable: boolean;
  /** Gives money back after the batch was closed. */
  readonly refund: boolean;
  /** Refunds less than was paid. */
  readonly partialRefund: boolean;
  /**
   * How well the last transaction can be told: not at all, by comparing numbers, amount and time,
   * or exactly, because the terminal names the register's own reference.
   */
  readonly lastTransaction: 'none' | 'byComparison' | 'exact';
  readonly closeBatch: boolean;
  /** With its batch the terminal forgets its last transaction: then "none" is what it should say. */
  readonly closeForgets: boolean;
  /** Its totals can be asked for without closing the batch. */
  readonly totals: boolean;
  /** A running payment can be asked to stop from the register. */
  readonly abort: boolean;
  /** An approval can be refused before it stands: the answer to its result says so. */
  readonly refusesResult: boolean;
  /** It may ask the cashier whether a signature given on its screen matches the card. */
  readonly signatureCheck: boolean;
  /** Gives the slips of its last transaction to the register once more. */
  readonly repeatsSlips: boolean;
  /** Customers' payment codes scanned at the register that it takes over. */
  readonly walletCodes: readonly WalletKind[];
  /** Wallets it can be told to expect, so that it scans the code itself. */
  readonly walletSelection: readonly WalletKind[];
}

export interface TerminalProgress {
  /** Code of the protocol for it, of which the driver's dictionary has words; '' where none fits. */
  readonly code: string;
  /** The terminal's own words when it sent some, else ''. */
  readonly text: string;
}

/** A wallet payment: with the customer's code, or for the terminal to scan it. */
export interface WalletRequest {
  readonly kind: WalletKind;
  /** Sent once, never stored and never logged; null when the terminal scans. */
  readonly code: string | null;
}

export interface TerminalPaymentRequest {
  readonly attemptId: string;
  readonly amountMinor: Minor;
  readonly currency: Currency;
  /**
   * The register's own number of the attempt, six characters 0-9 A-Z, unique on this register:
   * for protocols in which the register chooses the ticket number.
   */
  readonly reference: string;
  readonly wallet: WalletRequest | null;
}

/** What is to be refunded at the terminal, and what it had said of the payment. */
export interface TerminalRefundRequest {
  readonly attemptId: string;
  /** For a reversal always the whole payment. */
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly reference: string;
  /** The payment's own result: its receipt number, trace, operation number, card type … */
  readonly original: TerminalResult;
}

/** A slip the terminal made, already decoded and masked. */
export interface TerminalSlip {
  readonly kind: 'merchant' | 'customer' | 'admin';
  readonly lines: readonly string[];
  /** The terminal says it must come on paper; null when it says nothing. */
  readonly mustPrint: boolean | null;
  /** The card holder signs on it. */
  readonly signature: boolean;
}

/** Kinds of picture that a window can draw. */
export type PictureType = 'image/png' | 'image/bmp' | 'image/jpeg' | 'image/gif';

/** A signature given on the terminal's screen, for the cashier to compare with the card. */
export interface SignatureCheck {
  /** Personal data: shown, and never stored or logged. */
  readonly picture: { readonly mimeType: PictureType; readonly bytes: Uint8Array };
  /** The terminal's own words, line by line; may be ''. */
  readonly text: string;
  /**
   * What may be answered, in the terminal's order: its own words, and what they mean where that
   * is known. Where it is not, only its words can be shown.
   */
  readonly choices: readonly SignatureChoice[];
}

export interface SignatureChoice {
  readonly text: string;
  readonly meaning: 'matches' | 'differs' | null;
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
  /** A receipt the terminal made. It is acknowledged whatever becomes of it here. */
  receipt(slip: TerminalSlip): void;
  /**
   * Shows a signature to the cashier; `choose` tells which choice, by its place, and counts once.
   * Without an answer in the terminal's time the driver tells it so, and the outcome decides. The
   * returned function is called when the question is over, however. Absent: nobody can judge one.
   */
  signature?(check: SignatureCheck, choose: (choice: number) => void): () => void;
}

export type TerminalOutcome =
  | {
      readonly kind: 'approved';
      readonly result: TerminalResult;
      /** Its end was lost and the terminal was asked: slips of it may have been lost as well. */
      readonly endLost?: true;
    }
  | { readonly kind: 'declined'; readonly result: TerminalResult | null; readonly reason: string }
  /** Nothing was sent: port closed, terminal not there. Safe to try again. */
  | { readonly kind: 'notStarted'; readonly reason: string }
  /** Money may have moved. Only `lastTransaction` or a person can tell. */
  | { readonly kind: 'unknown'; readonly reason: string };

export type LastTransactionOutcome =
  | { readonly kind: 'found'; readonly result: TerminalResult }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** What a terminal gave when it was asked for the slips of its last transaction. */
export type RepeatedSlipsOutcome =
  /** Of the transaction `result` tells of, as the terminal made them; none where it prints itself. */
  | {
      readonly kind: 'repeated';
      readonly result: TerminalResult;
      readonly slips: readonly TerminalSlip[];
    }
  /** It has none to give, or does not give them. */
  | { readonly kind: 'none'; readonly reason: string }
  /** Not asked, or without an end: later it may. */
  | { readonly kind: 'unreachable'; readonly reason: string };

/** What a terminal counts of one kind of card in its batch; refunds and voids are taken off. */
export interface TerminalGroupTotal {
  readonly group: CardGroup;
  readonly count: number;
  readonly amountMinor: Minor;
}

/** One transaction of the batch as the terminal lists it. */
export interface TerminalBatchItem {
  readonly receiptNo: string;
  readonly reference: string;
  readonly group: CardGroup;
  readonly amountMinor: Minor;
}

export interface TerminalBatchTotals {
  readonly totalMinor: Minor;
  readonly count: number;
  readonly lines: readonly string[];
  /** Per kind of card; null when the terminal tells one sum only. */
  readonly groups: readonly TerminalGroupTotal[] | null;
  /** Every transaction; null when the terminal does not list them. */
  readonly items: readonly TerminalBatchItem[] | null;
}

export type TotalsOutcome =
  | { readonly kind: 'totals'; readonly totals: TerminalBatchTotals }
  | { readonly kind: 'unreachable'; readonly reason: string };

export type CloseBatchOutcome =
  | { readonly kind: 'closed'; readonly totals: TerminalBatchTotals }
  | { readonly kind: 'failed'; readonly resultCode: string; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Decides on an approval that belongs to no running operation, e.g. one that was given up with
 * its cable. What it decides is durable when it returns: only then is the terminal answered, and a
 * throw leaves it without an answer. Where `refusesResult` is false it is only told.
 */
export type LateResultDecider = (result: TerminalResult) => 'book' | 'refuse';

export interface CardTerminal extends Device {
  readonly terminalId: string;
  readonly capabilities: TerminalCapabilities;
  /**
   * One decides, the one named last; returns a function that ends it. With none, such an approval
   * is refused where the protocol can: what nobody stores must not stand.
   */
  onLateResult(decide: LateResultDecider): () => void;
  /** One operation at a time; a second call while one runs resolves `notStarted`. */
  pay(request: TerminalPaymentRequest, observer: TerminalObserver): Promise<TerminalOutcome>;
  /**
   * Asks the running operation to stop. Only its outcome says whether it did; of a terminal that
   * is silent from then on, whether it can be asked to stop or not, it is `unknown` within seconds.
   */
  requestCancel(): void;
  /** Asks for the last transaction the terminal booked. Moves no money. */
  lastTransaction(): Promise<LastTransactionOutcome>;
  /**
   * Asks for the slips of the last transaction. Moves no money, and is no operation: one that
   * begins meanwhile waits for its end, one that runs is not disturbed (`unreachable`).
   */
  repeatSlips(): Promise<RepeatedSlipsOutcome>;
  /** Refunds a whole payment of the open batch. Done before counts as done. */
  reverse(request: TerminalRefundRequest, observer: TerminalObserver): Promise<TerminalOutcome>;
  /** Pays money out to the card. A second call pays a second time: nothing repeats it by itself. */
  refund(request: TerminalRefundRequest, observer: TerminalObserver): Promise<TerminalOutcome>;
  closeBatch(observer: Pick<TerminalObserver, 'progress' | 'receipt'>): Promise<CloseBatchOutcome>;
  /** What the open batch holds by the terminal's book. Moves no money, closes nothing. */
  totals(): Promise<TotalsOutcome>;
}
