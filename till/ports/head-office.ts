import type { UploadAcknowledgement, UploadHeader } from '../../core/upload/types.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';

/** Entries in order, some at a time. Whoever reads them to the end has them all. */
export type EntrySlices = AsyncIterable<readonly JournalEntry[]>;

export type SendOutcome =
  | {
      readonly kind: 'acknowledged';
      readonly ack: UploadAcknowledgement;
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

export type LookOutcome =
  | { readonly kind: 'ready'; readonly position: HeadOfficePosition }
  | Unheard;

export type FetchOutcome =
  | { readonly kind: 'entries'; readonly entries: readonly JournalEntry[] }
  | Unheard;

/** What the register shows to head office, and what it knows head office by. */
export interface Access {
  readonly token: string;
  readonly headOfficePublicKey: string;
}

export type EnrolOutcome =
  | { readonly kind: 'enrolled'; readonly token: string; readonly headOfficePublicKey: string }
  | { readonly kind: 'refused'; readonly message: string }
  | Unheard;

/** The last of a register's entries that head office has; number 0 and 64 zeros before the first. */
export interface HeadOfficePosition {
  readonly batch: number;
  readonly seq: number;
  readonly hash: string;
}

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
  /**
   * Whether head office answers and accepts this register, and how far it has its journal, proved by
   * head office's signature. Changes nothing.
   */
  look(access: Access): Promise<LookOutcome>;
  /** What head office answered to a batch that it has, once more; null when it has none such. */
  acknowledgement(
    access: Access,
    header: UploadHeader,
  ): Promise<Extract<SendOutcome, { kind: 'acknowledged' }> | null>;
  /** The entries of a batch that head office has, byte for byte as it got them; not proved yet. */
  fetch(access: Access, batchNo: number): Promise<FetchOutcome>;
  send(access: Access, header: UploadHeader, entries: EntrySlices): Promise<SendOutcome>;
}

/** Where batches lie that travel as files when there is no network. */
export interface UploadFiles {
  /**
   * Writes the batch's file unless it is there, and reads its entries only then: they may be a
   * day's. Must not fail for a full or missing disk.
   */
  keep(header: UploadHeader, entries: () => EntrySlices): Promise<void>;
  /** Takes it away: head office has it. */
  discard(header: UploadHeader): void;
}
