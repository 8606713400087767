import type { CorrectionReason, LineCorrection, VoidReason } from '../../basket/correction.ts';
import type { AgeCheck, BasketEvent, BasketLine, TaxMode, TaxTotal } from '../../basket/types.ts';
import type { Tender } from '../../tender/tender.ts';
import type { DayReport } from './day-report.ts';
import type { Minor } from '../../money/minor.ts';
import type { TerminalMark, TerminalResult } from '../../payment/types.ts';
import type { HeadOfficePayloads } from './head-office.ts';
import type { LossPayloads } from './loss.ts';
import type { PeoplePayloads } from './people.ts';
import type { SettingsPayloads } from './settings.ts';

/** The payload of each journal entry type, version 1. Shapes are frozen once released. */
export interface JournalPayloads
  extends HeadOfficePayloads,
    LossPayloads,
    PeoplePayloads,
    SettingsPayloads {
  'catalogue.applied': { version: string; items: number; codes: number; sha256: string };
  /** A file with far fewer items than there are waits for a manager's word. */
  'catalogue.held': { sha256: string; itemsNow: number; itemsInFile: number };
  /** A manager agreed to it; `catalogue.applied` of the same file follows. */
  'catalogue.fallConfirmed': { sha256: string; itemsNow: number; itemsInFile: number };
  'day.opened': DayOpened;
  /** Somebody ended the program from the office. */
  'program.ended': Record<string, never>;
  /** The computer's clock was set, or ran away: what it said before, as far as known, and after. */
  'clock.jumped': { fromMs: number; toMs: number };
  'shift.opened': { shiftId: string; operatorId: string; floatMinor: Minor };
  'shift.closed': ShiftClosed;
  /**
   * Cash that pays a part of a basket, booked into the shift as it is taken: whatever becomes of the
   * basket, the drawer that holds the money is expected to. The tender with which a sale completes
   * is booked by the sale alone.
   */
  'cash.taken': PartCash;
  /** The same handed back: typed wrongly, or the basket was voided. Booked out of the shift it left. */
  'cash.handedBack': PartCash & { readonly why: 'corrected' | 'voided' } & Approved;
  'drawer.opened': {
    reason: 'sale' | 'noSale' | 'shift' | 'handedBack';
    saleId: string | null;
  } & Approved;
  'sale.completed': SaleCompleted;
  /** Written when it happens, whatever becomes of the basket; the operator is its actor. */
  'basket.corrected': BasketCorrected;
  'basket.voided': BasketVoided;
  'basket.suspended': { basketId: string; label: string; events: BasketEvent[] };
  'basket.resumed': { basketId: string };
  'payment.intended': PaymentIntended;
  /** The intent to refunds money at the terminal; it goes on as any payment does. */
  'refund.intended': RefundIntended;
  /** A slip the terminal made for an attempt: stored with it before anything is printed. */
  'terminal.receipt': TerminalReceiptMade;
  /** A paper that is owed besides sale receipts was printed. */
  'slip.printed': { slipSeq: number; proof?: PaperProof | undefined; copy?: true | undefined };
  /** A paper with the words "result pending" is owed to the customer of an unknown payment. */
  'payment.pendingSlip': { attemptId: string };
  'return.intended': ReturnIntended;
  /** A supervisor decided how a step that the terminal refused goes on. */
  'return.replanned': ReturnReplanned;
  /**
   * Begins to void a parked basket of which cards have paid a part: their money goes back first.
   * `refund.*` and `return.*` entries follow under its id; `basket.voided` ends it.
   */
  'basketVoid.intended': BasketVoidIntended;
  /** Nothing more will be refunded: what is to be returned stays as it is. */
  'return.abandoned': { returnId: string; reason: string };
  'payment.sending': { attemptId: string };
  /** Durable before the terminal's result is acknowledged; the attempt is still `sending`. */
  'payment.resultSeen': { attemptId: string; result: TerminalResult };
  'payment.approved': PaymentApproved;
  'payment.declined': { attemptId: string; result: TerminalResult | null; reason: string };
  'payment.unknown': { attemptId: string; reason: string };
  'payment.neverStarted': { attemptId: string; reason: string };
  'payment.resolvedPaid': PaymentResolved;
  'payment.resolvedNotPaid': PaymentResolved;
  /** An approval that came when its payment no longer counted; durable before it is refused. */
  'payment.lateCharge': LateCharge;
  'receipt.printed': { saleId: string; copy: number; proof?: PaperProof | undefined };
  'receipt.reprintRequested': { saleId: string; copy: number };
  'settlement.closed': SettlementClosed;
  /** Beside `settlement.closed`: what does not agree, and what explains it. */
  'settlement.compared': SettlementCompared;
  'settlement.failed': SettlementFailed;
  'day.closed': { report: DayReport } & Approved;
}

export interface DayOpened extends Approved {
  /** 'YYYY-MM-DD': informs. Days are counted by their Z number, and two may carry one date. */
  readonly businessDay: string;
  /** Somebody vouched for a date that does not follow from the last day; absent otherwise. */
  readonly confirmed?:
    | {
        /** The clock was ahead of the last day or behind it, or was wrong and a date was typed. */
        readonly why: 'ahead' | 'behind' | 'typed';
        readonly clockDate: string;
        /** '' before the first day. */
        readonly lastDate: string;
      }
    | undefined;
}

/**
 * Why a paper counts as done where its printer did not prove it: all of it was `sent` to a model that
 * can prove nothing; a `person` saw it whole; or it was `lost`, and a person asked for a copy.
 */
export type PaperProof = 'sent' | 'person' | 'lost';

export type JournalType = keyof JournalPayloads;

export interface Approved {
  /** Who agreed, where the operator could not do it alone; never the operator. */
  readonly approvedBy?: string | undefined;
}

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
  /**
   * What of its cash was booked when it was taken (`cash.taken`), perhaps in an earlier shift: the
   * sale's own shift does not gain it again. Left out where it was nothing.
   */
  readonly cashTakenBeforeMinor?: Minor | undefined;
  readonly itemCount: number;
  /** The cashier's answer, where something in it may not be sold to everybody. */
  readonly ageCheck?: AgeCheck | undefined;
  /** The sale this one returns, all of it: every figure here is negative. */
  readonly returnOf?:
    | { readonly returnId: string; readonly saleId: string; readonly receiptNo: string }
    | undefined;
}

/** Cash of a basket that is no sale yet. */
export interface PartCash {
  readonly basketId: string;
  readonly tenderId: string;
  /** The shift whose drawer it went into or came out of. */
  readonly shiftId: string;
  readonly amountMinor: Minor;
}

/** Goods taken off a line before payment: the line voided, or its pieces made fewer. */
export interface BasketCorrected extends LineCorrection, Approved {
  readonly basketId: string;
  readonly lineId: string;
  readonly itemId: string;
  readonly reason: CorrectionReason;
}

export interface BasketVoided extends Approved {
  readonly basketId: string;
  readonly lines: BasketLine[];
  readonly totalMinor: Minor;
  readonly reason: VoidReason;
  /** How the money came back that had been paid of it; left out where nothing had been. */
  readonly refunded?:
    | {
        readonly returnId: string;
        /** The supervisor who agreed. */
        readonly approvedBy: string;
        /** The voids and refunds, all done. */
        readonly attemptIds: string[];
        /** Handed back of what was paid in cash; a `cash.handedBack` entry books each of it. */
        readonly cashMinor: Minor;
      }
    | undefined;
}

export interface PaymentIntended {
  readonly attemptId: string;
  readonly basketId: string;
  readonly terminalId: string;
  readonly amountMinor: Minor;
  readonly currency: string;
  /** Last transaction known of this terminal, or null when none ever was. */
  readonly lastKnown: TerminalMark | null;
  /** The register's own number of the attempt, given to terminals that take one. */
  readonly reference?: string | undefined;
  /** The wallet that was asked for; never the customer's code. */
  readonly wallet?: string | undefined;
}

/** How money of a sale goes back: at the terminal by void or refund, or out of the drawer. */
export type RefundWay = 'void' | 'refund' | 'cash';

export interface RefundIntended {
  readonly attemptId: string;
  readonly returnId: string;
  readonly way: 'void' | 'refund';
  readonly originalAttemptId: string;
  readonly terminalId: string;
  readonly amountMinor: Minor;
  readonly currency: string;
  readonly lastKnown: TerminalMark | null;
  readonly reference: string;
}

export interface ReturnIntended {
  readonly returnId: string;
  readonly saleId: string;
  readonly receiptNo: string;
  readonly reason: string;
  readonly note: string;
  readonly operatorId: string;
  /** The supervisor who agreed. */
  readonly approvedBy: string;
  /** In the order in which they are done; cash last. */
  readonly steps: readonly RefundStep[];
}

export interface BasketVoidIntended {
  readonly returnId: string;
  /** It is parked when this is written. */
  readonly basketId: string;
  readonly reason: VoidReason;
  readonly operatorId: string;
  /** The supervisor who agreed. */
  readonly approvedBy: string;
  /** In the order in which they are done; cash last. */
  readonly steps: readonly RefundStep[];
}

export interface ReturnReplanned {
  readonly returnId: string;
  readonly approvedBy: string;
  /** All of them, as they are from now on. */
  readonly steps: readonly RefundStep[];
}

export interface RefundStep {
  readonly way: RefundWay;
  /** The card payment that is refunded; null for what was paid in cash. */
  readonly originalAttemptId: string | null;
  /** What the customer gets in this step; cash in coins that exist. */
  readonly amountMinor: Minor;
}

export interface TerminalReceiptMade {
  readonly attemptId: string;
  readonly kind: 'merchant' | 'customer' | 'admin';
  readonly lines: readonly string[];
  /** Whether it comes on paper here, by the terminal's rules. */
  readonly print: boolean;
  readonly signature: boolean;
}

export interface PaymentApproved {
  readonly attemptId: string;
  readonly result: TerminalResult;
  /**
   * The terminal's newest transaction where `result` does not name it: the next attempt begins
   * after it. Without numbers: it is known that there is one, and not which.
   */
  readonly told?: TerminalMark | undefined;
}

export interface PaymentResolved {
  readonly attemptId: string;
  /** The supervisor who decided. */
  readonly approvedBy: string;
  /** What was seen: the terminal's slip, its journal, the acquirer's portal. */
  readonly evidence: string;
  readonly result: TerminalResult | null;
  /** What it is booked as, where the terminal approved another amount than was asked. */
  readonly bookedMinor?: Minor | undefined;
  /** The refund went to another card than the one that paid, and the supervisor lets it stand. */
  readonly otherCard?: true | undefined;
  /** As with `PaymentApproved`: what the terminal told last while that settled nothing. */
  readonly told?: TerminalMark | undefined;
}

/**
 * A charge that the terminal offered, or told of, after its payment was given up, and that belongs
 * to nothing that counts: a supervisor had settled it as not paid, it was declined, or nobody
 * knows whose it is.
 */
export interface LateCharge {
  readonly terminalId: string;
  /** The attempt whose approval it is, where its numbers were seen before; else null. */
  readonly attemptId: string | null;
  readonly result: TerminalResult;
  /**
   * False: the terminal was told to take it back (ZVT 84 6C to its 04 0F). True: the protocol
   * cannot, so it stands at the terminal until a person voids it there.
   */
  readonly stands: boolean;
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

/** One kind of card in which terminal and register do not agree. */
export interface SettlementDifference {
  readonly group: string;
  readonly terminalCount: number;
  readonly terminalMinor: Minor;
  readonly registerCount: number;
  readonly registerMinor: Minor;
  /** What explains it, as far as the two books tell. */
  readonly explained: readonly SettlementExplanation[];
}

export interface SettlementExplanation {
  /**
   * unknown: still unresolved here. settledByHand: a supervisor decided. onlyAtRegister,
   * onlyAtTerminal: one book has it alone. otherGroup: both have it, as different cards.
   * sameAmount: a transaction whose amount alone fits the difference. unexplained: nothing does.
   */
  readonly cause:
    | 'unknown'
    | 'settledByHand'
    | 'onlyAtRegister'
    | 'onlyAtTerminal'
    | 'otherGroup'
    | 'sameAmount'
    | 'unexplained';
  /** The register's attempt, '' for what only the terminal has. */
  readonly attemptId: string;
  readonly receiptNo: string;
  /**
   * What the terminal has more because of it, negative for what it has less: those of a
   * difference add up to terminal − register.
   */
  readonly amountMinor: Minor;
}

export interface SettlementCompared {
  readonly terminalId: string;
  readonly agrees: boolean;
  /** Every kind of card either side counted. */
  readonly groups: readonly {
    readonly group: string;
    readonly terminalCount: number;
    readonly terminalMinor: Minor;
    readonly registerCount: number;
    readonly registerMinor: Minor;
  }[];
  readonly differences: readonly SettlementDifference[];
}

export interface SettlementClosed {
  readonly terminalId: string;
  readonly terminalTotalMinor: Minor;
  readonly terminalCount: number;
  readonly registerTotalMinor: Minor;
  readonly registerCount: number;
  /** terminal − register. */
  readonly differenceMinor: Minor;
  readonly reportLines: string[];
  /**
   * False: the terminal closed it but its answer was lost, so its totals, 0 here, are not known
   * and nothing could be compared.
   */
  readonly totalsKnown?: false | undefined;
}

export interface SettlementFailed {
  readonly terminalId: string;
  /** The terminal's own code, '' when it gave none. */
  readonly resultCode: string;
  readonly reason: string;
  /** True: the answer was lost, and the terminal may have closed its batch all the same. */
  readonly inDoubt?: true | undefined;
}
