import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';
import type { Frozen } from '../event.ts';
import { taxTotal } from './sale.ts';
import {
  amountCount,
  businessDaySchema,
  count,
  currency,
  epochMs,
  groupedAmount,
  id,
  placeIdSchema,
  text,
} from './shapes.ts';

/** What one person took off baskets before they were paid; amounts are what was taken off. */
const voids = z.strictObject({
  /** The operator. */
  key: text,
  lines: amountCount,
  baskets: amountCount,
  /** How many of both somebody else agreed to. */
  approved: count,
});

/** A card batch that was closed in the day, beside the register's book. */
const settlement = z.strictObject({
  terminalId: text,
  /** False: its answer was lost, so that there was nothing to compare. */
  totalsKnown: z.boolean(),
  agrees: z.boolean(),
  terminalCount: count,
  terminalMinor: minorSchema,
  registerCount: count,
  registerMinor: minorSchema,
  /** In how many kinds of card they differ. */
  differences: count,
});

/** A charge that came when its payment no longer counted. */
const lateCharge = z.strictObject({
  terminalId: text,
  /** The terminal's own number of it, '' where it told none. */
  receiptNo: text,
  amountMinor: minorSchema.nullable(),
  /** True: the terminal has it; false: it was told to reverse it. */
  stands: z.boolean(),
});

/** A parked basket of which cards have paid a part: the terminal has that money and no sale does. */
const parkedPaid = z.strictObject({
  basketId: id,
  label: text,
  paidMinor: minorSchema,
  totalMinor: minorSchema,
});

/**
 * X or Z: a fold over one business day's journal entries. Contents follow the Norwegian cash
 * register regulation §2-8-2 as far as this register's functions go. X is the same without a
 * number and without being journaled. What is optional is absent in a day without any.
 */
export const dayReportSchema = z.strictObject({
  businessDay: businessDaySchema,
  storeId: placeIdSchema,
  registerId: placeIdSchema,
  /** Z number, gapless per register; 0 for an X report. */
  zNumber: count,
  openedAtMs: epochMs,
  closedAtMs: epochMs,
  currency,
  sales: amountCount,
  returns: amountCount,
  taxes: z.array(taxTotal),
  tenders: z.array(groupedAmount),
  departments: z.array(groupedAmount),
  operators: z.array(groupedAmount),
  roundingMinor: minorSchema,
  openingFloatMinor: minorSchema,
  expectedCashMinor: minorSchema,
  countedCashMinor: minorSchema,
  overShortMinor: minorSchema,
  /** First and last receipt numbers of the day; empty without sales. */
  firstReceiptNo: text,
  lastReceiptNo: text,
  /** Corrections before payment, one for each line voided or made fewer, whatever the pieces. */
  lineVoids: amountCount,
  voidedBaskets: amountCount,
  /** Both by person and by reason. */
  voids: z.array(voids).optional(),
  voidReasons: z.array(groupedAmount).optional(),
  suspendedBaskets: count,
  drawerOpeningsNoSale: count,
  /**
   * Cash of baskets that were no sale in this day: part payments taken, less those handed back and
   * less those that a sale of this day counts. It is in the expected cash. Absent where it is 0.
   */
  partCashMinor: minorSchema.optional(),
  /** Part payments in cash that were handed back to the customer. */
  cashHandedBack: amountCount.optional(),
  reprints: amountCount,
  cardDeclined: count,
  /**
   * Card payments still unknown when the day closed, listed until solved; with a minus what may
   * have been refunded.
   */
  unresolvedPayments: z.array(z.strictObject({ attemptId: id, amountMinor: minorSchema })),
  parkedPaid: z.array(parkedPaid).optional(),
  /** Refunds that went to another card than the one that paid and that a supervisor let stand. */
  otherCards: amountCount.optional(),
  lateCharges: z.array(lateCharge).optional(),
  cardBatches: z.array(settlement).optional(),
  /** Three totals that never reset, up to and including this day. */
  grandSalesMinor: minorSchema,
  grandReturnsMinor: minorSchema,
  grandNetMinor: minorSchema,
});

export type DayReport = Frozen<z.output<typeof dayReportSchema>>;
export type AmountCount = Frozen<z.output<typeof amountCount>>;
export type GroupedAmount = Frozen<z.output<typeof groupedAmount>>;
export type DayVoids = Frozen<z.output<typeof voids>>;
export type DaySettlement = Frozen<z.output<typeof settlement>>;
export type DayLateCharge = Frozen<z.output<typeof lateCharge>>;
