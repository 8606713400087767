import type { BookEntry } from './book-entry.ts';
import type { TerminalReceipt } from './terminal-receipt.ts';

/** One thing that happened to the book; the file holds one a line. */
export type BookEvent =
  | {
      readonly event: 'authorised';
      readonly entry: BookEntry;
      readonly receipts?: readonly TerminalReceipt[];
    }
  | { readonly event: 'declined'; readonly entry: BookEntry }
  | { readonly event: 'acknowledged' | 'autoReversed' | 'takenBack'; readonly index: number }
  | {
      readonly event: 'batchClosed';
      readonly statusHex: string;
      readonly receipts?: readonly TerminalReceipt[];
    }
  | { readonly event: 'endOfDayFailed' };
