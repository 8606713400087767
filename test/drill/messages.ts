/** What a register's process is asked to do. */
export type Order =
  /** Opens the day if need be, sells for cash, and leaves the shift open. */
  | { readonly kind: 'sell'; readonly sales: number }
  /** Ends shift and day; the batch goes on its way. */
  | { readonly kind: 'closeDay' }
  /** A person looks and has the batches sent. */
  | { readonly kind: 'send' }
  /** Answers when head office has all and says so, when it stands in this state, or the copy's disk is
   *  missed. */
  | { readonly kind: 'until'; readonly state: 'allSent' | 'noDisk' | HeadOfficeCode }
  /** A manager says that the disk which is there now is the second copy's. */
  | { readonly kind: 'acceptDisk' }
  | { readonly kind: 'stop' };

/** A state of head office in the top bar. */
export type HeadOfficeCode = 'rejected' | 'notEnrolled' | 'otherHistory';

export type Answer = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly why: string };

/** What head office's process is asked to do. */
export type OfficeOrder =
  | { readonly kind: 'code'; readonly registerId: string }
  | { readonly kind: 'revoke'; readonly registerId: string }
  | { readonly kind: 'reader' }
  | { readonly kind: 'stop' };

/** Where it listens, and the code or token that was asked for. */
export interface OfficeAnswer {
  readonly url: string;
  readonly word: string;
}
