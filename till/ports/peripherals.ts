import type { PrintDocument } from '../../core/receipt/types.ts';
import type { Device } from './device.ts';

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
 * What became of a print job. `done`: the printer has proved that it is on paper. `sent`: all of it
 * arrived at a printer that is well and that can prove nothing. `unknown`: bytes left and what became
 * of them nobody knows, so it may be on paper. `paperNearEnd` and the like travel in `status`.
 */
export type PrintOutcome =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'none' | 'unknown'; readonly code: string };

export interface ReceiptPrinter extends Device {
  /**
   * One at a time; a second one waits. It lasts as long as the paper takes, and while the printer
   * waits for a person (no paper, cover open) until that person came: nobody may wait for it.
   */
  print(document: PrintDocument): Promise<PrintOutcome>;
  /**
   * A paper was under way when the program ended: what came out of it may hang in the printer, and
   * is parted from the next document. After its own jobs in doubt the printer does that by itself.
   */
  expectHalfPaper(): void;
  /**
   * Opens the drawer now, also while a document prints or the printer stands still. `none` when
   * the printer cannot be reached: then only its key opens the drawer.
   */
  openDrawer(): Promise<PrintOutcome>;
}
