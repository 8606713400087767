import type { BatchAcknowledgement, BatchHeader } from '../core/batch/types.ts';
import type { JournalEntry } from '../core/journal/entry.ts';

/** Entries in order, some at a time. Whoever reads them to the end has them all. */
export type EntrySlices = AsyncIterable<readonly JournalEntry[]>;

export type SendOutcome =
  | {
      readonly kind: 'acknowledged';
      readonly ack: BatchAcknowledgement;
      /** Head office's signature of the acknowledgement; the link has checked it. */
      readonly signature: string;
    }
  /** Head office looked at it and says no: a person must look. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | Unheard;

/** `offline`: this computer has no network. `noRoute`: it has one that does not lead there. */
export type NoWay = 'offline' | 'noRoute';

/** Why head office did not hear, or does not want to hear, this register. */
export type Unheard =
  /** No answer, or none that can be trusted: later it may. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly cause?: NoWay }
  /** It answers, and does not know this register's token any more: only head office can help. */
  | { readonly kind: 'rejected'; readonly reason: string };

export type EnrolOutcome =
  | { readonly kind: 'enrolled'; readonly token: string; readonly headOfficePublicKey: string }
  | { readonly kind: 'refused'; readonly message: string }
  | Unheard;

/** The way to head office. Every call may be repeated: the same batch twice is the same answer. */
export interface HeadOfficeLink {
  /** False when no head office is set: batches wait and travel as files. */
  readonly configured: boolean;
  readonly publicKey: string;
  /** Tells the code in the settings file from others without saying it; null when none is there. */
  codeMark(): string | null;
  /** Tells when the settings file may hold another code; returns a function that stops it. */
  onNewCode(listener: () => void): () => void;
  /** Buys a token with the one-time code of the settings file, as it stands there now. */
  enrol(): Promise<EnrolOutcome>;
  /** Whether head office answers and accepts this register. Changes nothing. */
  look(access: { readonly token: string }): Promise<{ readonly kind: 'ready' } | Unheard>;
  send(
    access: { readonly token: string; readonly headOfficePublicKey: string },
    header: BatchHeader,
    entries: EntrySlices,
  ): Promise<SendOutcome>;
}

/** Where batches lie that travel as files when there is no network. */
export interface BatchFiles {
  /**
   * Writes the batch's file unless it is there, and reads its entries only then: they may be a
   * day's. Must not fail for a full or missing disk.
   */
  keep(header: BatchHeader, entries: () => EntrySlices): Promise<void>;
  /** Takes it away: head office has it. */
  discard(header: BatchHeader): void;
}
