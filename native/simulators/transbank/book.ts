import { readEvents, writeEvent } from '../kit/book-file.ts';
import type { CardName } from './cards.ts';

/** `pending`: the bank has said yes, the terminal has not stored it yet. */
export type EntryState = 'pending' | 'approved' | 'declined' | 'voided' | 'autoReversed';

/** One transaction as the terminal knows it. Amounts are whole pesos. */
export interface BookEntry {
  readonly kind: 'sale' | 'void';
  /** The terminal's own running number, key of a void; null for what was declined. */
  readonly operation: number | null;
  /** As the register has sent it; empty for a void. */
  readonly ticket: string;
  readonly amount: number;
  readonly authorization: string;
  readonly state: EntryState;
  readonly batchNo: number;
  readonly atMs: number;
  /** What the bank or the terminal said; 0 is approved. */
  readonly responseCode: number;
  readonly card: CardName;
  /** Instalments; 0 is none. */
  readonly shares: number;
  readonly tip: number;
  readonly employee: number | null;
  /** The merchant of a multi-merchant sale. */
  readonly merchant: string | null;
  /** Of a void: the operation it takes back. */
  readonly original: number | null;
}

/** What a new entry needs; the book adds number, authorization, batch and state. */
export type NewEntry = Omit<BookEntry, 'operation' | 'authorization' | 'state' | 'batchNo'>;

type BookEvent =
  | { readonly event: 'authorised' | 'declined'; readonly entry: BookEntry }
  | { readonly event: 'stored' | 'autoReversed'; readonly index: number }
  | { readonly event: 'batchClosed' }
  | { readonly event: 'keys'; readonly loaded: boolean }
  | { readonly event: 'mode'; readonly integrated: boolean };

/** Count and sum of the sales of the open batch that stand. */
export interface BatchTotals {
  readonly batchNo: number;
  readonly count: number;
  readonly amount: number;
}

/**
 * The terminal's own store of transactions and batches: the judge of what was really charged.
 * In memory, or also as one JSON event a line in a file that is synced before the book goes on.
 */
export class Book {
  readonly #entries: BookEntry[] = [];
  readonly #file: string | undefined;
  #batchNo = 1;
  #keysLoaded = true;
  #integrated = true;

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

  get keysLoaded(): boolean {
    return this.#keysLoaded;
  }

  /** False after 0300: a person must connect the register again at the terminal. */
  get integrated(): boolean {
    return this.#integrated;
  }

  /** The bank has said yes. Returns the handle for `store`. */
  authorise(entry: NewEntry): number {
    const last = this.#entries.findLast(({ operation }) => operation !== null);
    const operation = ((last?.operation ?? 0) % 999_999) + 1;
    const authorization = `A${String(10_000 + ((operation * 7919) % 90_000))}`;
    this.#write({
      event: 'authorised',
      entry: { ...entry, operation, authorization, state: 'pending', batchNo: this.#batchNo },
    });
    return this.#entries.length - 1;
  }

  /** Keeps a record of what did not happen. */
  decline(entry: NewEntry): void {
    const none = { operation: null, authorization: '', batchNo: this.#batchNo } as const;
    this.#write({ event: 'declined', entry: { ...entry, ...none, state: 'declined' } });
  }

  /** Puts an authorised transaction into the batch: from now on it stands. */
  store(index: number): BookEntry | undefined {
    this.#write({ event: 'stored', index });
    return this.#entries[index];
  }

  /** What was not stored when the power went is taken back. Returns how many there were. */
  autoReversePending(): number {
    let count = 0;
    this.#entries.forEach((entry, index) => {
      if (entry.state !== 'pending') return;
      this.#write({ event: 'autoReversed', index });
      count += 1;
    });
    return count;
  }

  /** The last sale of the open batch, voided or not; a close clears the memory. */
  lastSale(): BookEntry | undefined {
    return this.#stored().at(-1);
  }

  /** The sale of the open batch with this operation number, voided or not. */
  saleOf(operation: number): BookEntry | undefined {
    return this.#stored().find((entry) => entry.operation === operation);
  }

  /** The sales of the open batch that stand, oldest first. */
  openBatch(): readonly BookEntry[] {
    return this.#stored().filter(({ state }) => state === 'approved');
  }

  /** How many sales the open batch holds, the voided ones too. */
  get fill(): number {
    return this.#stored().length;
  }

  totals(): BatchTotals {
    const sales = this.openBatch();
    const amount = sales.reduce((sum, sale) => sum + sale.amount, 0);
    return { batchNo: this.#batchNo, count: sales.length, amount };
  }

  /** Empties the terminal's memory; the bank changes the keys too. */
  closeBatch(): void {
    this.#write({ event: 'batchClosed' });
  }

  /** The keys have been loaded, or lost. */
  setKeys(loaded: boolean): void {
    this.#write({ event: 'keys', loaded });
  }

  /** Enters or leaves integrated mode. */
  setIntegrated(integrated: boolean): void {
    this.#write({ event: 'mode', integrated });
  }

  #stored(): readonly BookEntry[] {
    return this.#entries.filter(
      (entry) =>
        entry.kind === 'sale' &&
        entry.batchNo === this.#batchNo &&
        (entry.state === 'approved' || entry.state === 'voided'),
    );
  }

  #write(event: BookEvent): void {
    if (this.#file !== undefined) writeEvent(this.#file, event);
    this.#apply(event);
  }

  #apply(event: BookEvent): void {
    switch (event.event) {
      case 'authorised':
      case 'declined':
        this.#entries.push(event.entry);
        return;
      case 'stored':
        this.#store(event.index);
        return;
      case 'autoReversed':
        this.#setState(event.index, 'autoReversed');
        return;
      case 'batchClosed':
        this.#batchNo += 1;
        this.#keysLoaded = true;
        return;
      case 'keys':
        this.#keysLoaded = event.loaded;
        return;
      case 'mode':
        this.#integrated = event.integrated;
    }
  }

  #store(index: number): void {
    this.#setState(index, 'approved');
    const original = this.#entries[index]?.original ?? null;
    if (original === null) return;
    const sale = this.#entries.findLastIndex(
      ({ kind, operation, state }) =>
        kind === 'sale' && operation === original && state === 'approved',
    );
    this.#setState(sale, 'voided');
  }

  #setState(index: number, state: EntryState): void {
    const entry = this.#entries[index];
    if (entry !== undefined) this.#entries[index] = { ...entry, state };
  }
}
