import type { Minor } from '../../money/minor.ts';

export interface AmountCount {
  readonly count: number;
  readonly amountMinor: Minor;
}

/** A row keyed by what it groups: department, operator, tender kind. */
export interface GroupedAmount extends AmountCount {
  readonly key: string;
}

/** What one person took off baskets before they were paid; amounts are what was taken off. */
export interface DayVoids {
  /** The operator. */
  readonly key: string;
  readonly lines: AmountCount;
  readonly baskets: AmountCount;
  /** How many of both somebody else agreed to. */
  readonly approved: number;
}

/** A card batch that was closed in the day, beside the register's book. */
export interface DaySettlement {
  readonly terminalId: string;
  /** False: its answer was lost, so that there was nothing to compare. */
  readonly totalsKnown: boolean;
  readonly agrees: boolean;
  readonly terminalCount: number;
  readonly terminalMinor: Minor;
  readonly registerCount: number;
  readonly registerMinor: Minor;
  /** In how many kinds of card they differ. */
  readonly differences: number;
}

/** A charge that came when its payment no longer counted. */
export interface DayLateCharge {
  readonly terminalId: string;
  /** The terminal's own number of it, '' where it told none. */
  readonly receiptNo: string;
  readonly amountMinor: Minor | null;
  /** True: the terminal has it; false: it was told to take it back. */
  readonly stands: boolean;
}

/**
 * X or Z: a fold over one business day's journal entries. Contents follow the Norwegian cash
 * register regulation §2-8-2 as far as this register's functions go. X is the same without a
 * number and without being journaled.
 */
export interface DayReport {
  readonly businessDay: string;
  readonly storeId: string;
  readonly registerId: string;
  /** Z number, gapless per register; 0 for an X report. */
  readonly zNumber: number;
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  readonly currency: string;
  readonly sales: AmountCount;
  readonly returns: AmountCount;
  readonly taxes: readonly {
    readonly taxCode: string;
    readonly rateBp: number;
    readonly baseMinor: Minor;
    readonly taxMinor: Minor;
    readonly grossMinor: Minor;
  }[];
  readonly tenders: readonly GroupedAmount[];
  readonly departments: readonly GroupedAmount[];
  readonly operators: readonly GroupedAmount[];
  readonly roundingMinor: Minor;
  readonly openingFloatMinor: Minor;
  readonly expectedCashMinor: Minor;
  readonly countedCashMinor: Minor;
  readonly overShortMinor: Minor;
  /** First and last receipt numbers of the day; empty without sales. */
  readonly firstReceiptNo: string;
  readonly lastReceiptNo: string;
  /** Corrections before payment, one for each line voided or made fewer, whatever the pieces. */
  readonly lineVoids: AmountCount;
  readonly voidedBaskets: AmountCount;
  /** Both by person and by reason; absent in a day without any. */
  readonly voids?: readonly DayVoids[] | undefined;
  readonly voidReasons?: readonly GroupedAmount[] | undefined;
  readonly suspendedBaskets: number;
  readonly drawerOpeningsNoSale: number;
  /**
   * Cash of baskets that were no sale in this day: part payments taken, less those handed back and
   * less those that a sale of this day counts. It is in the expected cash. Absent where it is 0.
   */
  readonly partCashMinor?: Minor | undefined;
  /** Part payments in cash that went back to the customer. Absent in a day without one. */
  readonly cashHandedBack?: AmountCount | undefined;
  readonly reprints: AmountCount;
  readonly cardDeclined: number;
  /**
   * Card payments still unknown when the day closed, listed until solved; with a minus what may
   * have been refunded.
   */
  readonly unresolvedPayments: readonly { attemptId: string; amountMinor: Minor }[];
  /**
   * Parked baskets of which cards have paid a part: the terminal has that money and no sale does.
   * Absent where there is none.
   */
  readonly parkedPaid?:
    | readonly {
        readonly basketId: string;
        readonly label: string;
        readonly paidMinor: Minor;
        readonly totalMinor: Minor;
      }[]
    | undefined;
  /**
   * Refunds that went to another card than the one that paid and that a supervisor let stand; absent
   * in a day without one.
   */
  readonly otherCards?: AmountCount | undefined;
  /** Absent in a day without one. */
  readonly lateCharges?: readonly DayLateCharge[] | undefined;
  /** Absent in a day in which none was closed. */
  readonly cardBatches?: readonly DaySettlement[] | undefined;
  /** Three totals that never reset, up to and including this day. */
  readonly grandSalesMinor: Minor;
  readonly grandReturnsMinor: Minor;
  readonly grandNetMinor: Minor;
}
