/**
 * `pending`: the bank has said yes, the register has not acknowledged yet.
 * `settled`: a reservation that has been booked or released, so it is open no more.
 */
export type EntryState =
  | 'pending'
  | 'approved'
  | 'declined'
  | 'reversed'
  | 'settled'
  | 'autoReversed';

/**
 * What a transaction is. `preAuth` reserves money and moves none; `booking` takes the used part of
 * a reservation; `release` gives a whole reservation back.
 */
export type EntryKind = 'sale' | 'refund' | 'reversal' | 'preAuth' | 'booking' | 'release';

/** One card transaction as the terminal knows it. */
export interface BookEntry {
  /** BMP 87; null for what was declined, which gets none. */
  readonly receiptNo: number | null;
  /** BMP 0B; every dialogue with the bank has one. */
  readonly trace: number;
  readonly kind: EntryKind;
  readonly amountMinor: number;
  /** ISO 4217 numeric, 3 digits. */
  readonly currency: string;
  readonly state: EntryState;
  readonly batchNo: number;
  readonly atMs: number;
  /** BMP 27 and its relatives; 0 for what the bank approved. */
  readonly resultCode: number;
  readonly cardTypeId: number;
  readonly cardName: string;
  /** Of a reversal, a booking or a release: the receipt it belongs to. */
  readonly originalReceiptNo: number | null;
  /** The 04 0F data as sent, hex, for "repeat receipt". Masked like everything here. */
  readonly statusHex: string;
}

/** What a new entry needs; the book adds numbers, batch and state. */
export type NewEntry = Pick<
  BookEntry,
  | 'kind'
  | 'amountMinor'
  | 'currency'
  | 'atMs'
  | 'resultCode'
  | 'cardTypeId'
  | 'cardName'
  | 'originalReceiptNo'
>;
