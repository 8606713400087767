import { readEvents, writeEvent } from '../kit/book-file.ts';
import type { BookEntry, EntryState, NewEntry } from './book-entry.ts';
import type { BookEvent } from './book-event.ts';
import type { TerminalReceipt } from './terminal-receipt.ts';

/** Numbers given to an authorised transaction. */
export interface Numbers {
  readonly receiptNo: number;
  readonly trace: number;
}

/** What the last end of day told the register and printed. */
export interface ClosedBatch {
  readonly statusHex: string;
  readonly receipts: readonly TerminalReceipt[];
}

const LAST_RECEIPT_NO = 9999;
const LAST_TRACE = 999_999;

/**
 * The terminal's own store of transactions and batches: the judge of what was really charged.
 * In memory, or also as one JSON event a line in a file that is synced before the book goes on.
 */
export class Book {
  readonly #entries: BookEntry[] = [];
  readonly #receipts = new Map<number, readonly TerminalReceipt[]>();
  readonly #file: string | undefined;
  #batchNo = 1;
  #mustClose = false;
  #lastEndOfDay: ClosedBatch | undefined;
  /** The receipt number of a transaction taken back by the register's silence about it (1F1F). */
  #freedReceiptNo: number | undefined;

  /** Reads the file when there is one. What was pending there died with its process. */
  constructor(file?: string) {
    this.#file = file;
    if (file === undefined) return;
    for (const event of readEvents<BookEvent>(file)) this.#apply(event);
    this.autoReversePending();
  }

  /** All transactions, oldest first. */
  entries(): readonly BookEntry[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  get batchNo(): number {
    return this.#batchNo;
  }

  /** True after a failed end of day: no payments until one works. */
  get mustClose(): boolean {
    return this.#mustClose;
  }

  /** What the last end of day said and printed. */
  get lastEndOfDay(): ClosedBatch | undefined {
    return this.#lastEndOfDay;
  }

  /** The numbers the next authorised transaction will get. */
  nextNumbers(): Numbers {
    const last = this.#entries.findLast((entry) => entry.receiptNo !== null);
    const receiptNo = this.#freedReceiptNo ?? ((last?.receiptNo ?? 0) % LAST_RECEIPT_NO) + 1;
    return { receiptNo, trace: this.nextTrace() };
  }

  /** The trace number of the next dialogue with the bank. */
  nextTrace(): number {
    return ((this.#entries.at(-1)?.trace ?? 0) % LAST_TRACE) + 1;
  }

  /** The bank has said yes. Returns the handle for `acknowledge` or `autoReverse`. */
  authorise(
    entry: NewEntry,
    numbers: Numbers,
    statusHex: string,
    receipts: readonly TerminalReceipt[] = [],
  ): number {
    const full = { ...entry, ...numbers, state: 'pending', batchNo: this.#batchNo } as const;
    this.#write({ event: 'authorised', entry: { ...full, statusHex }, receipts });
    return this.#entries.length - 1;
  }

  /** Keeps a record of what did not happen. */
  decline(entry: NewEntry): void {
    const numbers = { receiptNo: null, trace: this.nextTrace(), batchNo: this.#batchNo } as const;
    this.#write({
      event: 'declined',
      entry: { ...entry, ...numbers, state: 'declined', statusHex: '' },
    });
  }

  /** The register has acknowledged: from now on the transaction stands. */
  acknowledge(index: number): void {
    this.#write({ event: 'acknowledged', index });
  }

  /** The register has not acknowledged: the terminal takes the transaction back (PA00P015 2.2). */
  autoReverse(index: number): void {
    this.#write({ event: 'autoReversed', index });
  }

  /**
   * The register has shown by the number it echoes (tag 1F1F) that it never booked the last
   * transaction: it is taken back and its receipt number is given out again. False: there is none.
   */
  takeBackLast(): boolean {
    const index = this.#entries.findLastIndex(({ receiptNo }) => receiptNo !== null);
    if (this.#entries[index]?.state !== 'approved') return false;
    this.#write({ event: 'takenBack', index });
    return true;
  }

  /** After a power cut nothing can be acknowledged any more. Returns how many were taken back. */
  autoReversePending(): number {
    let count = 0;
    this.#entries.forEach((entry, index) => {
      if (entry.state !== 'pending') return;
      this.autoReverse(index);
      count += 1;
    });
    return count;
  }

  /** The last transaction that stands or stood, for "repeat receipt". */
  lastStored(): BookEntry | undefined {
    return this.#entries.findLast(isStored);
  }

  /** What is stored with these trace numbers, oldest first. */
  storedBetween(firstTrace: number, lastTrace: number): readonly BookEntry[] {
    return this.#entries.filter(
      (entry) => isStored(entry) && entry.trace >= firstTrace && entry.trace <= lastTrace,
    );
  }

  /** The receipts of a stored transaction, as they were printed the first time. */
  receiptsOf(entry: BookEntry): readonly TerminalReceipt[] {
    const index = this.#entries.findLastIndex(
      ({ trace, receiptNo }) => trace === entry.trace && receiptNo === entry.receiptNo,
    );
    return this.#receipts.get(index) ?? [];
  }

  /** The transaction of this receipt number in the open batch. */
  inOpenBatch(receiptNo: number): BookEntry | undefined {
    return this.openBatch().findLast((entry) => entry.receiptNo === receiptNo);
  }

  /** What is stored in the open batch: all that came to be, whatever became of it later. */
  openBatch(): readonly BookEntry[] {
    return this.#entries.filter((entry) => entry.batchNo === this.#batchNo && isStored(entry));
  }

  /** Reservations neither booked nor released, oldest first; closing a batch leaves them open. */
  openReservations(): readonly BookEntry[] {
    return this.#entries.filter(({ kind, state }) => kind === 'preAuth' && state === 'approved');
  }

  /** Closes the batch; keeps what the register is told and what is printed. */
  closeBatch(statusHex: string, receipts: readonly TerminalReceipt[] = []): void {
    this.#write({ event: 'batchClosed', statusHex, receipts });
  }

  /** Remembers that end of day has failed. */
  failEndOfDay(): void {
    this.#write({ event: 'endOfDayFailed' });
  }

  #write(event: BookEvent): void {
    if (this.#file !== undefined) writeEvent(this.#file, event);
    this.#apply(event);
  }

  #apply(event: BookEvent): void {
    switch (event.event) {
      case 'authorised':
        this.#freedReceiptNo = undefined;
        this.#receipts.set(this.#entries.length, event.receipts ?? []);
        this.#entries.push(event.entry);
        return;
      case 'declined':
        this.#entries.push(event.entry);
        return;
      case 'autoReversed':
        this.#setState(event.index, 'autoReversed');
        return;
      case 'acknowledged':
        this.#setState(event.index, 'approved');
        this.#closeOriginal(event.index);
        return;
      case 'takenBack':
        this.#takeBack(event.index);
        return;
      case 'batchClosed':
        this.#batchNo += 1;
        this.#mustClose = false;
        this.#lastEndOfDay = { statusHex: event.statusHex, receipts: event.receipts ?? [] };
        return;
      case 'endOfDayFailed':
        this.#mustClose = true;
    }
  }

  #setState(index: number, state: EntryState): void {
    const entry = this.#entries[index];
    if (entry !== undefined) this.#entries[index] = { ...entry, state };
  }

  /** A reversal ends its payment, a booking or release its reservation. */
  #closeOriginal(index: number): void {
    const entry = this.#entries[index];
    if (entry === undefined || entry.originalReceiptNo === null) return;
    const original = this.#originalOf(entry, 'approved');
    this.#setState(original, entry.kind === 'reversal' ? 'reversed' : 'settled');
  }

  /** The opposite of `acknowledge`: also its original is again what it was. */
  #takeBack(index: number): void {
    const entry = this.#entries[index];
    if (entry === undefined) return;
    this.#setState(index, 'autoReversed');
    this.#freedReceiptNo = entry.receiptNo ?? undefined;
    if (entry.originalReceiptNo === null) return;
    const closed = entry.kind === 'reversal' ? 'reversed' : 'settled';
    this.#setState(this.#originalOf(entry, closed), 'approved');
  }

  #originalOf(entry: BookEntry, state: EntryState): number {
    return this.#entries.findLastIndex(
      (candidate) =>
        candidate.receiptNo === entry.originalReceiptNo &&
        candidate.state === state &&
        (entry.kind === 'reversal'
          ? candidate.batchNo === entry.batchNo
          : candidate.kind === 'preAuth'),
    );
  }
}

function isStored({ state }: BookEntry): boolean {
  return state === 'approved' || state === 'reversed' || state === 'settled';
}
