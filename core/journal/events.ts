import type { BasketEvent, BasketLine, TaxMode, TaxTotal, Tender } from '../basket/types.ts';
import type { DayReport } from '../day/report-types.ts';
import type { Minor } from '../money/minor.ts';
import type { TerminalMark, TerminalResult } from '../payment/types.ts';

/** The payload of each journal entry type, version 1. Shapes are frozen once released. */
export interface JournalPayloads {
  'register.enrolled': { storeId: string; registerId: string; publicKey: string };
  'catalogue.applied': { version: string; items: number; codes: number; sha256: string };
  'operator.signedOn': { operatorId: string };
  'operator.signedOff': { operatorId: string };
  'operator.signOnFailed': { operatorId: string; failures: number };
  'operator.lockedOut': { operatorId: string; untilMs: number };
  'day.opened': { businessDay: string };
  'shift.opened': { shiftId: string; operatorId: string; floatMinor: Minor };
  'shift.closed': ShiftClosed;
  'drawer.opened': { reason: 'sale' | 'noSale' | 'shift'; saleId: string | null };
  'sale.completed': SaleCompleted;
  'basket.voided': { basketId: string; lines: BasketLine[]; totalMinor: Minor };
  'basket.suspended': { basketId: string; label: string; events: BasketEvent[] };
  'basket.resumed': { basketId: string };
  'payment.intended': PaymentIntended;
  'payment.sending': { attemptId: string };
  /** Durable before the terminal's result is acknowledged; the attempt is still `sending`. */
  'payment.resultSeen': { attemptId: string; result: TerminalResult };
  'payment.approved': { attemptId: string; result: TerminalResult };
  'payment.declined': { attemptId: string; result: TerminalResult | null; reason: string };
  'payment.unknown': { attemptId: string; reason: string };
  'payment.neverStarted': { attemptId: string; reason: string };
  'payment.resolvedPaid': PaymentResolved;
  'payment.resolvedNotPaid': PaymentResolved;
  'receipt.printed': { saleId: string; copy: number };
  'receipt.reprintRequested': { saleId: string; copy: number };
  'terminal.batchClosed': TerminalBatchClosed;
  'terminal.batchCloseFailed': { terminalId: string; resultCode: string; reason: string };
  'day.closed': { report: DayReport };
}

export type JournalType = keyof JournalPayloads;

export interface SaleCompleted {
  readonly saleId: string;
  readonly basketId: string;
  /** Human number, gapless per register: `store-register-number`. Given inside the commit. */
  readonly receiptNo: string;
  /** The number in `receiptNo`. */
  readonly receiptSeq: number;
  readonly shiftId: string;
  readonly operatorId: string;
  readonly currency: string;
  readonly taxMode: TaxMode;
  /** Voided lines stay, marked: corrections are part of what happened. */
  readonly lines: BasketLine[];
  readonly taxes: TaxTotal[];
  readonly totalMinor: Minor;
  readonly taxMinor: Minor;
  /** Cash rounding, its own line: total + rounding = tenders − change. */
  readonly roundingMinor: Minor;
  readonly tenders: Tender[];
  readonly changeMinor: Minor;
  readonly itemCount: number;
}

export interface PaymentIntended {
  readonly attemptId: string;
  readonly basketId: string;
  readonly terminalId: string;
  readonly amountMinor: Minor;
  readonly currency: string;
  /** Last transaction known of this terminal, or null when none ever was. */
  readonly lastKnown: TerminalMark | null;
}

export interface PaymentResolved {
  readonly attemptId: string;
  /** The supervisor who decided. */
  readonly approvedBy: string;
  /** What was seen: the terminal's slip, its journal, the acquirer's portal. */
  readonly evidence: string;
  readonly result: TerminalResult | null;
}

export interface DenominationCount {
  readonly denominationMinor: Minor;
  readonly count: number;
}

export interface ShiftClosed {
  readonly shiftId: string;
  readonly operatorId: string;
  readonly counted: DenominationCount[];
  readonly countedMinor: Minor;
  readonly expectedMinor: Minor;
  /** counted − expected: booked, never a reason not to close. */
  readonly overShortMinor: Minor;
}

export interface TerminalBatchClosed {
  readonly terminalId: string;
  readonly terminalTotalMinor: Minor;
  readonly terminalCount: number;
  readonly registerTotalMinor: Minor;
  readonly registerCount: number;
  readonly differenceMinor: Minor;
  readonly reportLines: string[];
}
