import type { Minor } from '../../money/minor.ts';

/** Journal payloads of what happens between the register and head office, version 1. */
export interface HeadOfficePayloads {
  'register.enrolled': { storeId: string; registerId: string; publicKey: string };
  /** Head office has less than it had acknowledged: what comes after `heldTo` is sent again. */
  'headOffice.wentBack': { heldTo: number; batchNo: number; acknowledgedTo: number };
  'journal.fetched': JournalFetched;
}

/**
 * This journal up to `toSeq` is head office's: at the start it was fetched with a code that head office
 * had given out, into a new database. What the old one had of its own, from `ownFrom` on, is kept in
 * the file `keptAs`; its sales were never sent and are in that file alone.
 */
export interface JournalFetched {
  readonly toSeq: number;
  readonly batchNo: number;
  readonly why: 'empty' | 'headOfficeAhead' | 'headOfficeOther';
  /** Null when it had nothing that head office has not. */
  readonly ownFrom: number | null;
  readonly ownEntries: number;
  readonly ownSales: number;
  readonly ownSalesMinor: Minor;
  readonly keptAs: string;
  /** From here on receipt numbers are given: past all that the old database gave. */
  readonly nextReceiptSeq?: number | undefined;
  readonly nextZNumber?: number | undefined;
}
