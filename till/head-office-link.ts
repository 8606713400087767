import type { BatchAcknowledgement, BatchHeader } from '../core/batch/types.ts';
import type { JournalEntry } from '../core/journal/entry.ts';

export type SendOutcome =
  | {
      readonly kind: 'acknowledged';
      readonly ack: BatchAcknowledgement;
      /** Head office's signature of the acknowledgement; the link has checked it. */
      readonly signature: string;
    }
  /** Head office looked at it and says no: a person must look. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** No answer, or none that can be trusted: try again later, the same batch. */
  | { readonly kind: 'unreachable'; readonly reason: string };

export type EnrolOutcome =
  | { readonly kind: 'enrolled'; readonly token: string; readonly headOfficePublicKey: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** The way to head office. Every call may be repeated: the same batch twice is the same answer. */
export interface HeadOfficeLink {
  /** False when no head office is set: batches wait and travel as files. */
  readonly configured: boolean;
  readonly publicKey: string;
  /** Buys a token with the one-time code of the settings file. */
  enrol(): Promise<EnrolOutcome>;
  send(
    access: { readonly token: string; readonly headOfficePublicKey: string },
    header: BatchHeader,
    entries: readonly JournalEntry[],
  ): Promise<SendOutcome>;
}

/** Where batches lie that travel as files when there is no network. */
export interface BatchFiles {
  /**
   * Writes the batch's file unless it is there, and reads its entries only then: they may be a
   * day's. Must not throw for a full or missing disk.
   */
  keep(header: BatchHeader, entries: () => readonly JournalEntry[]): void;
  /** Takes it away: head office has it. */
  discard(header: BatchHeader): void;
}
