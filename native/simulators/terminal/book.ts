import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** `pending`: the bank has said yes, the register has not acknowledged yet. */
export type EntryState = 'pending' | 'approved' | 'declined' | 'reversed' | 'autoReversed';

/** One card transaction as the terminal knows it. */
export interface BookEntry {
  /** BMP 87; null for what was declined, which gets none. */
  readonly receiptNo: number | null;
  /** BMP 0B; every dialogue with the bank has one. */
  readonly trace: number;
  readonly kind: 'sale' | 'refund' | 'reversal';
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
  /** Of a reversal: the receipt it takes back. */
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

type BookEvent =
  | { readonly event: 'authorised' | 'declined'; readonly entry: BookEntry }
  | { readonly event: 'acknowledged' | 'autoReversed'; readonly index: number }
  | { readonly event: 'batchClosed'; readonly statusHex: string }
  | { readonly event: 'endOfDayFailed' };

/** Numbers given to an authorised transaction. */
export interface Numbers {
  readonly receiptNo: number;
  readonly trace: number;
}

/**
 * The terminal's own store of transactions and batches: the judge of what was really charged.
 * In memory, or also as one JSON event a line in a file that is synced before the book goes on.
 */
export class Book {
  readonly #entries: BookEntry[] = [];
  readonly #file: string | undefined;
  #batchNo = 1;
  #mustClose = false;
  #lastEndOfDay: string | undefined;

  /** Reads the file when there is one. What was pending there died with its process. */
  constructor(file?: string) {
    this.#file = file;
    if (file === undefined || !existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    // A line cut by a power cut must not swallow the next one written after it.
    if (text !== '' && !text.endsWith('\n')) appendSynced(file, '\n');
    for (const line of text.split('\n')) {
      const event = parseEvent(line);
      if (event !== undefined) this.#apply(event);
    }
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

  /** The status data of the last end of day, hex. */
  get lastEndOfDay(): string | undefined {
    return this.#lastEndOfDay;
  }

  /** The numbers the next authorised transaction will get. */
  nextNumbers(): Numbers {
    const last = this.#entries.findLast((entry) => entry.receiptNo !== null);
    return { receiptNo: ((last?.receiptNo ?? 0) % 9999) + 1, trace: this.nextTrace() };
  }

  /** The trace number of the next dialogue with the bank. */
  nextTrace(): number {
    return ((this.#entries.at(-1)?.trace ?? 0) % 999_999) + 1;
  }

  /** The bank has said yes. Returns the handle for `acknowledge` or `autoReverse`. */
  authorise(entry: NewEntry, numbers: Numbers, statusHex: string): number {
    const full = { ...entry, ...numbers, state: 'pending', batchNo: this.#batchNo } as const;
    this.#write({ event: 'authorised', entry: { ...full, statusHex } });
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
    return this.#entries.findLast(
      (entry) => entry.state === 'approved' || entry.state === 'reversed',
    );
  }

  /** The transaction of this receipt number in the open batch. */
  inOpenBatch(receiptNo: number): BookEntry | undefined {
    return this.openBatch().findLast((entry) => entry.receiptNo === receiptNo);
  }

  /** What is stored in the open batch: approved or reversed, not what never came to be. */
  openBatch(): readonly BookEntry[] {
    return this.#entries.filter(
      (entry) =>
        entry.batchNo === this.#batchNo &&
        (entry.state === 'approved' || entry.state === 'reversed'),
    );
  }

  /** Closes the batch; `statusHex` is what the register is told. */
  closeBatch(statusHex: string): void {
    this.#write({ event: 'batchClosed', statusHex });
  }

  /** Remembers that end of day has failed. */
  failEndOfDay(): void {
    this.#write({ event: 'endOfDayFailed' });
  }

  #write(event: BookEvent): void {
    if (this.#file !== undefined) appendSynced(this.#file, `${JSON.stringify(event)}\n`);
    this.#apply(event);
  }

  #apply(event: BookEvent): void {
    switch (event.event) {
      case 'authorised':
      case 'declined':
        this.#entries.push(event.entry);
        return;
      case 'autoReversed':
        this.#setState(event.index, 'autoReversed');
        return;
      case 'acknowledged':
        this.#setState(event.index, 'approved');
        this.#reverseOriginal(event.index);
        return;
      case 'batchClosed':
        this.#batchNo += 1;
        this.#mustClose = false;
        this.#lastEndOfDay = event.statusHex;
        return;
      case 'endOfDayFailed':
        this.#mustClose = true;
    }
  }

  #setState(index: number, state: EntryState): void {
    const entry = this.#entries[index];
    if (entry !== undefined) this.#entries[index] = { ...entry, state };
  }

  #reverseOriginal(index: number): void {
    const reversal = this.#entries[index];
    if (reversal === undefined || reversal.originalReceiptNo === null) return;
    const original = this.#entries.findLastIndex(
      (entry) =>
        entry.receiptNo === reversal.originalReceiptNo &&
        entry.batchNo === reversal.batchNo &&
        entry.state === 'approved',
    );
    this.#setState(original, 'reversed');
  }
}

function appendSynced(path: string, text: string): void {
  const file = openSync(path, 'a');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Reads one line of the file. A half-written last line, as after a power cut, counts as absent. */
function parseEvent(line: string): BookEvent | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as BookEvent;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
