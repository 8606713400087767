import type { GroupedAmount } from '../journal/events/day-report.ts';
import type { Minor } from '../money/minor.ts';

/** What a register says of the journal slice it hands to head office. This is what is signed. */
export interface UploadManifest {
  readonly kind: 'tillwright-batch';
  readonly version: 1;
  readonly batchId: string;
  /** 1, 2, 3 … per register. */
  readonly batchNo: number;
  readonly storeId: string;
  readonly registerId: string;
  readonly businessDay: string;
  readonly from: number;
  readonly to: number;
  readonly entries: number;
  /** `prevHash` of entry `from`: ties this batch to the one before. */
  readonly prevHash: string;
  /** `hash` of entry `to`. Signing it signs every entry. */
  readonly headHash: string;
  readonly builtAtMs: number;
  readonly currency: string;
  readonly sales: number;
  readonly salesTotalMinor: Minor;
  readonly taxTotalMinor: Minor;
  /** What the sales were paid in: one row a kind that occurred, by name; cash net of change. */
  readonly tenders: readonly GroupedAmount[];
  /**
   * Cash of baskets that are no sale yet, taken less handed back and less what the slice's sales
   * count: with the sales' cash it is what the drawer gained. Left out where it is 0.
   */
  readonly partCashMinor?: Minor | undefined;
  readonly firstReceiptNo: string;
  readonly lastReceiptNo: string;
  readonly grandSalesMinor: Minor;
}

/** The first line of a batch, on the wire and as a file; the entries follow, one a line. */
export interface UploadHeader {
  readonly manifest: UploadManifest;
  /** Base64 Ed25519 signature of the manifest's canonical JSON (RFC 8785) by the register's key. */
  readonly signature: string;
}

/** Head office's answer to a batch it holds. */
export interface UploadAcknowledgement {
  readonly batchId: string;
  readonly storeId: string;
  readonly registerId: string;
  readonly from: number;
  readonly to: number;
  readonly entries: number;
  readonly headHash: string;
  readonly receivedAtMs: number;
}
