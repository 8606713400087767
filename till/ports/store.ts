import type { VoidReason, VoidTally } from '../../core/basket/correction.ts';
import type { BasketEvent, SaleUnit } from '../../core/basket/types.ts';
import type { Language } from '../../core/language.ts';
import type { LocalText } from '../../core/local-text.ts';
import type { UploadAcknowledgement, UploadHeader } from '../../core/upload/types.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { JournalPayloads, JournalType } from '../../core/journal/events/all.ts';
import type { LateCharge } from '../../core/journal/events/payment.ts';
import type { SaleCompleted } from '../../core/journal/events/sale.ts';
import type { ReturnIntended } from '../../core/journal/events/returns.ts';
import type {
  SettlementFailed,
  SettlementClosed,
  SettlementCompared,
} from '../../core/journal/events/settlement.ts';
import type { Minor } from '../../core/money/minor.ts';
import type { SettlementAttempt } from '../../core/settlement/batch-book.ts';
import type { PaymentState, TerminalMark, TerminalResult } from '../../core/payment/types.ts';

/** The database as the use cases see it. `db/` implements it; nothing here knows SQL. */
export interface Store {
  /** A consistent view. Synchronous; must not be awaited inside. */
  read<T>(use: (tx: ReadTx) => T): T;
  /**
   * One durable transaction (`BEGIN IMMEDIATE`, fsynced before it returns). A throw inside rolls
   * everything back. Throws `StoreFault` when the disk is full, read-only or the file damaged.
   */
  write<T>(use: (tx: WriteTx) => T): T;
  close(): void;
}

export type StoreFaultCode =
  | 'diskFull'
  | 'readOnly'
  | 'corrupt'
  | 'newerSchema'
  | 'locked'
  | 'io'
  /** It is whole, and of another register than the settings say. */
  | 'otherRegister';

/** The database cannot be used: selling stops, nothing half-written. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly code: StoreFaultCode;
  constructor(code: StoreFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export type OperatorRole = 'cashier' | 'supervisor' | 'manager';

export interface Operator {
  readonly operatorId: string;
  readonly name: string;
  readonly role: OperatorRole;
  /** Argon2id PHC string, sealed with a secret that is not in the store; '' when dismissed. */
  readonly pinHash: string;
  readonly locale: Language;
  /** Wrong PINs in a row since the last right one. */
  readonly failures: number;
  /** Locked out until then, or null. */
  readonly lockedUntilMs: number | null;
}

export interface CatalogueItem {
  readonly itemId: string;
  readonly name: LocalText;
  readonly department: string;
  readonly taxCode: string;
  readonly taxRateBp: number;
  readonly unit: SaleUnit;
  readonly priceMinor: Minor;
  /** Short number a cashier types; null when the item has none. */
  readonly plu: string | null;
  /** Years a customer must have; null or left out when anyone may buy it. */
  readonly minAge?: number | null | undefined;
}

/** An item as the catalogue file brings it, with its search terms and codes. */
export interface CatalogueRow extends CatalogueItem {
  readonly pinyin: string;
  /** Lookup keys as `core/gs1` makes them. */
  readonly codes: readonly string[];
}

export interface OpenBasket {
  readonly basketId: string;
  readonly events: readonly BasketEvent[];
}

export interface SuspendedBasket {
  readonly basketId: string;
  readonly label: string;
  readonly suspendedAtMs: number;
  readonly operatorId: string;
  readonly events: readonly BasketEvent[];
}

export interface Shift {
  readonly shiftId: string;
  readonly operatorId: string;
  readonly floatMinor: Minor;
  readonly openedAtMs: number;
}

export interface OpenDay {
  readonly businessDay: string;
  /** The entry that opened it: two days may carry one date. */
  readonly openedSeq: number;
  readonly openedAtMs: number;
}

export interface ClosedDay {
  readonly businessDay: string;
  readonly openedSeq: number;
  /** When its end was written, by the clock of then. */
  readonly closedAtMs: number;
  readonly report: DayReport;
}

export interface PaymentAttempt {
  readonly attemptId: string;
  readonly basketId: string;
  readonly terminalId: string;
  readonly amountMinor: Minor;
  readonly currency: string;
  readonly state: PaymentState;
  readonly intendedAtMs: number;
  readonly lastKnown: TerminalMark | null;
  /** A payment, or money that goes back at the terminal for one. */
  readonly way: 'payment' | 'void' | 'refund';
  /** The payment that is refunded; null for a payment. */
  readonly originalAttemptId: string | null;
  /** The register's own number of it; null for those of earlier versions. */
  readonly reference: string | null;
  /** The wallet that was asked for, or null. */
  readonly wallet: string | null;
  readonly result: TerminalResult | null;
  readonly reason: string;
}

/** What is returned: a sale that was made, or a parked basket that cards have paid in part. */
export type ReturnSubject =
  | { readonly kind: 'sale'; readonly saleId: string; readonly receiptNo: string }
  | { readonly kind: 'basket'; readonly basketId: string; readonly reason: VoidReason };

export interface StoredReturn
  extends Pick<ReturnIntended, 'returnId' | 'operatorId' | 'approvedBy' | 'steps'> {
  readonly subject: ReturnSubject;
  readonly state: 'open' | 'done' | 'abandoned';
}

export interface StoredSale {
  readonly seq: number;
  readonly atMs: number;
  readonly businessDay: string;
  readonly sale: SaleCompleted;
  /** How often the receipt was printed, the first print included. */
  readonly prints: number;
}

/** A receipt that is owed to a customer; survives a restart and prints when paper is in. */
export interface PrintJob {
  readonly jobId: number;
  readonly saleId: string;
  /** 0 for the original, 1, 2 … for marked copies. */
  readonly copy: number;
}

/** A paper besides sale receipts, with what its place in the order depends on. */
export interface OwedSlip {
  readonly slipSeq: number;
  readonly attemptId: string;
  readonly basketId: string;
  /** What the terminal made, or the paper that says a result is pending. */
  readonly kind: 'merchant' | 'customer' | 'admin' | 'pending';
  readonly signature: boolean;
  readonly attemptState: PaymentState;
  /** The sale that the attempt paid, as its journal number; null when there is none. */
  readonly saleSeq: number | null;
  /** As the terminal sent them; none for `pending`. */
  readonly lines: readonly string[];
}

export interface StoredUpload {
  readonly header: UploadHeader;
  readonly state: 'built' | 'acknowledged' | 'refused';
  readonly acknowledgement: { ack: UploadAcknowledgement; signature: string } | null;
  /** Head office's last refusal or the last transport error, for the operator. */
  readonly lastError: string;
}

export interface StoredSettlement {
  /** The entry that opened the business day it was closed in; null between two days. */
  readonly daySeq: number | null;
  readonly closedAtMs: number;
  readonly closed: SettlementClosed;
  /** null for those of earlier versions. */
  readonly compared: SettlementCompared | null;
}

/** Entries that were proved while they were read, or the first that is not what was written. */
export type ProvedEntries =
  | { readonly ok: true; readonly entries: readonly JournalEntry[] }
  | { readonly ok: false; readonly seq: number; readonly reason: string };

export interface ReadTx {
  journalHead(): { readonly seq: number; readonly hash: string };
  entries(from: number, to: number): JournalEntry[];
  /** The same, each proved byte for byte to follow from the hash before it. */
  provedEntries(from: number, to: number, prevHash: string): ProvedEntries;
  /** Entries of the newest day, in order: from the one that opened it, with its date. */
  entriesOfDay(day: Pick<OpenDay, 'businessDay' | 'openedSeq'>): IterableIterator<JournalEntry>;
  /** What a person or a file set. What a flow remembers is read by `readFlow` (`flow-state.ts`). */
  setting(key: string): string | null;
  flowState(key: string, subject: string): string | null;
  commandResult(commandId: string): string | null;

  operator(operatorId: string): Operator | null;
  operators(): Operator[];
  /** Wrong PINs in a row of `operatorId` in the approval boxes of `askedBy`. */
  approvalFailures(askedBy: string, operatorId: string): number;
  /** What was taken off this basket, and how often by this person in the shift, before payment. */
  voidTally(of: { basketId: string; shiftId: string; operatorId: string }): VoidTally;

  itemByCode(key: string): CatalogueItem | null;
  itemByPlu(plu: string): CatalogueItem | null;
  item(itemId: string): CatalogueItem | null;
  /** By start of a name word, pinyin, PLU or code. */
  searchItems(text: string, limit: number): CatalogueItem[];
  /** Items that have a PLU, for quick keys, by department. */
  quickItems(limit: number): CatalogueItem[];
  catalogueVersion(): string | null;
  itemCount(): number;
  /** The tax rates that items carry, each code and rate once. */
  itemTaxRates(): { readonly taxCode: string; readonly rateBp: number }[];

  openBasket(): OpenBasket | null;
  suspendedBaskets(): SuspendedBasket[];

  openDay(): OpenDay | null;
  /** The day with the highest Z number. */
  lastClosedDay(): ClosedDay | null;
  /** Payments in doubt when the last day was closed and settled by no entry before this day. */
  unresolvedBeforeDay(): DayReport['unresolvedPayments'];
  /** Operators' drawers: one open shift per register. */
  openShift(): Shift | null;
  /** The newest shift of the open day, closed or not; null without one. */
  lastShiftOfDay(): string | null;
  /** Float + cash taken − change given in this shift. */
  expectedCash(shiftId: string): Minor;
  grandTotals(): { readonly salesMinor: Minor; readonly returnsMinor: Minor };
  nextZNumber(): number;

  attempt(attemptId: string): PaymentAttempt | null;
  /** `intended`, `sending` or `unknown`: at most one per terminal. */
  openAttempts(): PaymentAttempt[];
  attemptsOfBasket(basketId: string): PaymentAttempt[];
  /** What was ever tried to refund of a payment, oldest first. */
  refundsOf(attemptId: string): PaymentAttempt[];
  saleReturn(returnId: string): StoredReturn | null;
  openReturn(): StoredReturn | null;
  /** The return of a sale that is open or done, or null. */
  returnOfSale(saleId: string): StoredReturn | null;
  /**
   * Whether its terminal's batch was closed, or may have been, after the attempt began: it cannot
   * be counted on to be in the open batch.
   */
  batchClosedSince(attemptId: string): boolean;
  /** Newest transaction any attempt saw on this terminal. */
  lastTerminalMark(terminalId: string): TerminalMark | null;
  /** The newest approval of a terminal that came late and does not count. */
  lastLateCharge(terminalId: string): LateCharge | null;
  /** Those that came while no day was open, since the last one was closed: no day holds them yet. */
  lateChargesBetweenDays(): LateCharge[];
  /** That transaction is older than the terminal's last closed batch. */
  isMarkOfClosedBatch(terminalId: string): boolean;
  /**
   * What the terminal's open batch comes to by the register's book: count and sum as `effectOf`
   * counts, and how many transactions were done, voids and voided ones among them.
   */
  cardTotalsSinceBatchClose(terminalId: string): {
    readonly transactions: number;
    readonly count: number;
    readonly amountMinor: Minor;
  };
  /** Every attempt of the terminal's open batch, in order; or of it those after an entry. */
  batchAttempts(terminalId: string, after?: number): SettlementAttempt[];
  lastSettlement(terminalId: string): StoredSettlement | null;
  /** How closing the open batch failed when it was last tried; null when it was not. */
  terminalCloseFailure(terminalId: string): (SettlementFailed & { readonly seq: number }) | null;

  sale(saleId: string): StoredSale | null;
  saleByReceiptNo(receiptNo: string): StoredSale | null;
  recentSales(limit: number): StoredSale[];
  /** The receipt number the next sale will get. */
  nextReceiptSeq(): number;
  printQueue(): PrintJob[];
  /** Papers besides sale receipts that have not come out yet, oldest first. */
  slipQueue(): OwedSlip[];
  /** The kinds of the terminal's slips that are kept with an attempt. */
  slipKinds(attemptId: string): OwedSlip['kind'][];

  /** Every batch there ever was: a list that grows with the years. */
  batches(): StoredUpload[];
  lastBatch(): StoredUpload | null;
  /** Those head office has not acknowledged, oldest first. */
  waitingUploads(): StoredUpload[];
  /** The next journal slice that no batch holds yet starts here. */
  nextBatchFrom(): { readonly from: number; readonly batchNo: number; readonly prevHash: string };
  /** What head office has not acknowledged yet. */
  toSend(): { readonly entries: number; readonly oldestAtMs: number | null };
  acknowledgedTo(): number;
  /** Entries that end a day and are in no batch, in order: after a restore, else none. */
  dayEndsWithoutBatch(): number[];
}

export interface WriteTx extends ReadTx {
  /** Appends one entry, gives it its number and hash, and updates the read tables with it. */
  append<T extends JournalType>(type: T, payload: JournalPayloads[T], actor: string): JournalEntry;
  setSetting(key: string, value: string): void;
  /** Null forgets it. */
  setFlowState(key: string, subject: string, value: string | null): void;
  /** Keeps a command's answer so that a repeat gets the first answer. */
  rememberCommand(commandId: string, resultJson: string): void;
  addBasketEvents(basketId: string, events: readonly BasketEvent[]): void;
  /** Forgets the open basket's events: only beside the entry that ends it. */
  dropBasket(basketId: string): void;
  saveOperators(operators: readonly Omit<Operator, 'failures' | 'lockedUntilMs'>[]): void;
  /** Replaces the catalogue whole: either every row or none. */
  replaceCatalogue(version: string, rows: Iterable<CatalogueRow>): void;
  saveBatch(header: UploadHeader): void;
  acknowledgeUpload(batchId: string, ack: UploadAcknowledgement, signature: string): void;
  /** Head office has only what ends at `heldTo`: later acknowledgements count no more. How many. */
  withdrawAcknowledgements(heldTo: number): number;
  /** The same manifest under another signature: the register's key is another one now. */
  signUploadAnew(batchId: string, signature: string): void;
  noteUploadError(batchId: string, state: 'built' | 'refused', message: string): void;
}
