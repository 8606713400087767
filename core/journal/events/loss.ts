import type { Against, Apart } from '../loss.ts';

/** Entries about a database that was lost or rolled back, version 1: see `events.ts`. */
export interface LossPayloads {
  'loss.decided': LossDecided;
}

/**
 * Who decided with which entries the register goes on, when its database and its second copy did not
 * agree. The actor decided; `system` where nobody could be asked, because the people went with the
 * database. What this journal does not have of the other is kept in the file `keptAs` alone.
 */
export interface LossDecided {
  readonly decision: 'takeCopy' | 'goOn';
  /** The newest entry of the database it was decided about; number 0 for an empty one. */
  readonly database: { readonly seq: number; readonly hash: string };
  readonly copy: { readonly seq: number; readonly hash: string; readonly says: Against };
  /** What head office was heard to have then; null where it was not heard. */
  readonly headOffice: { readonly seq: number; readonly hash: string } | null;
  /** The newest entry that database and copy both had. */
  readonly commonTo: number;
  readonly apart: Apart;
  readonly keptAs: string;
  /** From here on numbers are given: past all that either side gave. */
  readonly nextReceiptSeq: number;
  readonly nextZNumber: number;
  /** PINs that were typed wrongly before. */
  readonly wrongPins: number;
}
