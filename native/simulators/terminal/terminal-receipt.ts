/** One line of a terminal receipt; `attribute` as in 06 D1 (ZVT PA00P015, Print Line). */
export interface PrintedLine {
  readonly text: string;
  readonly attribute: number;
}

/** One receipt: who it is for and its lines. */
export interface TerminalReceipt {
  readonly copy: 'merchant' | 'customer' | 'administration';
  readonly lines: readonly PrintedLine[];
  /** The customer has to sign (tag 1F37 bit 2). */
  readonly signature: boolean;
  readonly positive: boolean;
}
