import type { Minor } from '../money/minor.ts';

/**
 * Where an attempt stands, a payment as well as a void or refund of one: those are attempts of
 * their own, and the payment they refund stays `approved`. `unknown` means money may have
 * moved: it is asked about until it is known, or a supervisor settles it with evidence. Nothing
 * ever repeats a charge by itself.
 */
export type PaymentState =
  | 'intended'
  | 'sending'
  | 'approved'
  | 'declined'
  | 'unknown'
  | 'neverStarted'
  | 'resolvedPaid'
  | 'resolvedNotPaid';

/** What a terminal reported of one transaction; all that may be stored, nothing that may not. */
export interface TerminalResult {
  readonly approved: boolean;
  /** The terminal's own result code, as text. */
  readonly resultCode: string;
  readonly amountMinor: Minor | null;
  readonly currencyNumeric: string | null;
  /** The terminal's own receipt number (凭证号). Empty when the terminal gave none. */
  readonly receiptNo: string;
  /** The terminal's number of the transaction, counted on with each. */
  readonly trace: string;
  readonly terminalId: string;
  readonly merchantId: string;
  readonly authCode: string;
  readonly maskedPan: string;
  readonly cardName: string;
  readonly cardType: string;
  /** Terminal's local date and time: 'MMDD' and 'HHMMSS' (the protocol has no year). */
  readonly date: string;
  readonly time: string;
  /** Text the terminal wants shown to the cashier, if any. */
  readonly text: string;
  /** Further fields by name: batch no., reference no., QR order no., signature kind. */
  readonly extra: Readonly<Record<string, string>>;
}

/** The last transaction known of a terminal before an attempt began: what recovery compares with. */
export interface TerminalMark {
  readonly receiptNo: string;
  readonly trace: string;
  /**
   * What the device that counted calls itself: a replaced one counts for itself under
   * the register's same name. Left out where it is not known.
   */
  readonly device?: string | undefined;
}
