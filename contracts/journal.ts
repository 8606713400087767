import { z } from 'zod';
import { CORRECTION_REASONS, VOID_REASONS } from '../core/basket/correction.ts';
import type { DayReport } from '../core/journal/events/day-report.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import type { JournalPayloads, JournalType } from '../core/journal/events/all.ts';
import type { TerminalResult } from '../core/payment/types.ts';
import { ageCheck, basketEvent, basketLine, tender } from './journal-basket.ts';
import { settlementPayloadSchemas } from './journal-settlement.ts';
import { headOfficePayloadSchemas } from './journal-head-office.ts';
import { lossPayloadSchemas } from './journal-loss.ts';
import { peoplePayloadSchemas } from './journal-people.ts';
import { settingsPayloadSchemas } from './journal-settings.ts';
import { minorSchema } from './minor.ts';

const text = z.string();
const id = z.string().min(1).max(64);
const count = z.int().min(0);
const epochMs = z.int().min(0);
/** 'YYYY-MM-DD', a date that exists. */
export const businessDaySchema = z.iso.date();
/** Store and register ids travel in URLs and receipt numbers: letters and digits only. */
export const placeIdSchema = z.string().regex(/^[A-Za-z0-9]{1,12}$/);
/** 32 bytes as lower-case hex. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const currency = z.string().regex(/^[A-Z]{3}$/);

const taxTotal = z.strictObject({
  taxCode: text,
  rateBp: count,
  baseMinor: minorSchema,
  taxMinor: minorSchema,
  grossMinor: minorSchema,
});

const terminalResult = z.strictObject({
  approved: z.boolean(),
  resultCode: text,
  amountMinor: minorSchema.nullable(),
  currencyNumeric: text.nullable(),
  receiptNo: text,
  trace: text,
  terminalId: text,
  merchantId: text,
  authCode: text,
  maskedPan: text,
  cardName: text,
  cardType: text,
  date: text,
  time: text,
  text,
  extra: z.record(z.string(), z.string()),
}) satisfies z.ZodType<TerminalResult>;

const terminalMark = z.strictObject({
  receiptNo: text,
  trace: text,
  device: text.optional(),
});
const refundStep = z.strictObject({
  way: z.enum(['void', 'refund', 'cash']),
  originalAttemptId: id.nullable(),
  amountMinor: minorSchema,
});

const partCash = z.strictObject({
  basketId: id,
  tenderId: id,
  shiftId: id,
  amountMinor: minorSchema,
});
const amountCount = z.strictObject({ count, amountMinor: minorSchema });
/** A row of a report: what it groups, how many, how much. */
export const groupedAmount = z.strictObject({ key: text, count, amountMinor: minorSchema });

const dayReport = z.strictObject({
  businessDay: businessDaySchema,
  storeId: placeIdSchema,
  registerId: placeIdSchema,
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
  firstReceiptNo: text,
  lastReceiptNo: text,
  lineVoids: amountCount,
  voidedBaskets: amountCount,
  voids: z
    .array(z.strictObject({ key: text, lines: amountCount, baskets: amountCount, approved: count }))
    .optional(),
  voidReasons: z.array(groupedAmount).optional(),
  suspendedBaskets: count,
  drawerOpeningsNoSale: count,
  partCashMinor: minorSchema.optional(),
  cashHandedBack: amountCount.optional(),
  reprints: amountCount,
  cardDeclined: count,
  unresolvedPayments: z.array(z.strictObject({ attemptId: id, amountMinor: minorSchema })),
  parkedPaid: z
    .array(
      z.strictObject({
        basketId: id,
        label: text,
        paidMinor: minorSchema,
        totalMinor: minorSchema,
      }),
    )
    .optional(),
  otherCards: amountCount.optional(),
  lateCharges: z
    .array(
      z.strictObject({
        terminalId: text,
        receiptNo: text,
        amountMinor: minorSchema.nullable(),
        stands: z.boolean(),
      }),
    )
    .optional(),
  cardBatches: z
    .array(
      z.strictObject({
        terminalId: text,
        totalsKnown: z.boolean(),
        agrees: z.boolean(),
        terminalCount: count,
        terminalMinor: minorSchema,
        registerCount: count,
        registerMinor: minorSchema,
        differences: count,
      }),
    )
    .optional(),
  grandSalesMinor: minorSchema,
  grandReturnsMinor: minorSchema,
  grandNetMinor: minorSchema,
}) satisfies z.ZodType<DayReport>;

const resolved = z.strictObject({
  attemptId: id,
  approvedBy: id,
  evidence: text,
  result: terminalResult.nullable(),
  bookedMinor: minorSchema.optional(),
  otherCard: z.literal(true).optional(),
  told: terminalMark.optional(),
});
const attemptWithReason = z.strictObject({ attemptId: id, reason: text });
const paperProof = z.enum(['sent', 'person', 'lost']);
const receiptCopy = z.strictObject({ saleId: id, copy: count });
const approvedBy = id.optional();

const catalogueFall = z.strictObject({ sha256: text, itemsNow: count, itemsInFile: count });

/**
 * The shape of every journal payload, version 1. Strict: a field this list does not know may hold
 * what must not be stored (a card number), so the entry is refused, not trimmed.
 */
export const journalPayloadSchemas = {
  ...headOfficePayloadSchemas,
  'catalogue.applied': z.strictObject({
    version: text,
    items: count,
    codes: count,
    sha256: text,
  }),
  'catalogue.held': catalogueFall,
  'catalogue.fallConfirmed': catalogueFall,
  ...lossPayloadSchemas,
  ...peoplePayloadSchemas,
  ...settingsPayloadSchemas,
  'day.opened': z.strictObject({
    businessDay: businessDaySchema,
    confirmed: z
      .strictObject({
        why: z.enum(['ahead', 'behind', 'typed']),
        clockDate: businessDaySchema,
        lastDate: z.union([businessDaySchema, z.literal('')]),
      })
      .optional(),
    approvedBy,
  }),
  'program.ended': z.strictObject({}),
  'clock.jumped': z.strictObject({ fromMs: epochMs, toMs: epochMs }),
  'shift.opened': z.strictObject({ shiftId: id, operatorId: id, floatMinor: minorSchema }),
  'shift.closed': z.strictObject({
    shiftId: id,
    operatorId: id,
    counted: z.array(z.strictObject({ denominationMinor: minorSchema, count })),
    countedMinor: minorSchema,
    expectedMinor: minorSchema,
    overShortMinor: minorSchema,
  }),
  'cash.taken': partCash,
  'cash.handedBack': partCash.extend({ why: z.enum(['corrected', 'voided']), approvedBy }),
  'drawer.opened': z.strictObject({
    reason: z.enum(['sale', 'noSale', 'shift', 'handedBack']),
    saleId: id.nullable(),
    approvedBy,
  }),
  'sale.completed': z.strictObject({
    saleId: id,
    basketId: id,
    receiptNo: id,
    receiptSeq: z.int().min(1),
    shiftId: id,
    operatorId: id,
    currency,
    taxMode: z.enum(['inside', 'onTop']),
    lines: z.array(basketLine),
    taxes: z.array(taxTotal),
    totalMinor: minorSchema,
    taxMinor: minorSchema,
    roundingMinor: minorSchema,
    tenders: z.array(tender),
    changeMinor: minorSchema,
    cashTakenBeforeMinor: minorSchema.optional(),
    itemCount: count,
    ageCheck: ageCheck.optional(),
    returnOf: z.strictObject({ returnId: id, saleId: id, receiptNo: id }).optional(),
  }),
  'basket.corrected': z.strictObject({
    basketId: id,
    lineId: id,
    itemId: id,
    kind: z.enum(['lineVoid', 'quantity']),
    fromThousandths: count,
    toThousandths: count,
    amountMinor: minorSchema,
    reason: z.enum(CORRECTION_REASONS),
    approvedBy,
  }),
  'basket.voided': z.strictObject({
    basketId: id,
    lines: z.array(basketLine),
    totalMinor: minorSchema,
    reason: z.enum(VOID_REASONS),
    approvedBy,
    refunded: z
      .strictObject({
        returnId: id,
        approvedBy: id,
        attemptIds: z.array(id),
        cashMinor: minorSchema,
      })
      .optional(),
  }),
  'basket.suspended': z.strictObject({
    basketId: id,
    label: text,
    events: z.array(basketEvent),
  }),
  'basket.resumed': z.strictObject({ basketId: id }),
  'payment.intended': z.strictObject({
    attemptId: id,
    basketId: id,
    terminalId: text,
    amountMinor: minorSchema,
    currency,
    lastKnown: terminalMark.nullable(),
    reference: text.optional(),
    wallet: text.optional(),
  }),
  'refund.intended': z.strictObject({
    attemptId: id,
    returnId: id,
    way: z.enum(['void', 'refund']),
    originalAttemptId: id,
    terminalId: text,
    amountMinor: minorSchema,
    currency,
    lastKnown: terminalMark.nullable(),
    reference: text,
  }),
  'terminal.receipt': z.strictObject({
    attemptId: id,
    kind: z.enum(['merchant', 'customer', 'admin']),
    lines: z.array(text),
    print: z.boolean(),
    signature: z.boolean(),
  }),
  'slip.printed': z.strictObject({
    slipSeq: z.int().min(1),
    proof: paperProof.optional(),
    copy: z.literal(true).optional(),
  }),
  'payment.pendingSlip': z.strictObject({ attemptId: id }),
  'return.intended': z.strictObject({
    returnId: id,
    saleId: id,
    receiptNo: id,
    reason: text,
    note: text,
    operatorId: id,
    approvedBy: id,
    steps: z.array(refundStep),
  }),
  'return.replanned': z.strictObject({
    returnId: id,
    approvedBy: id,
    steps: z.array(refundStep),
  }),
  'basketVoid.intended': z.strictObject({
    returnId: id,
    basketId: id,
    reason: z.enum(VOID_REASONS),
    operatorId: id,
    approvedBy: id,
    steps: z.array(refundStep),
  }),
  'return.abandoned': z.strictObject({ returnId: id, reason: text }),
  'payment.sending': z.strictObject({ attemptId: id }),
  'payment.resultSeen': z.strictObject({ attemptId: id, result: terminalResult }),
  'payment.approved': z.strictObject({
    attemptId: id,
    result: terminalResult,
    told: terminalMark.optional(),
  }),
  'payment.declined': z.strictObject({
    attemptId: id,
    result: terminalResult.nullable(),
    reason: text,
  }),
  'payment.unknown': attemptWithReason,
  'payment.neverStarted': attemptWithReason,
  'payment.resolvedPaid': resolved,
  'payment.resolvedNotPaid': resolved,
  'payment.lateCharge': z.strictObject({
    terminalId: text,
    attemptId: id.nullable(),
    result: terminalResult,
    stands: z.boolean(),
  }),
  'receipt.printed': receiptCopy.extend({ proof: paperProof.optional() }),
  'receipt.reprintRequested': receiptCopy,
  ...settlementPayloadSchemas,
  'day.closed': z.strictObject({ report: dayReport, approvedBy }),
} satisfies { [T in JournalType]: z.ZodType<JournalPayloads[T]> };

/**
 * A journal entry as it travels. The payload is judged apart, by type, so that an entry type
 * this version does not know yet is kept instead of refused.
 */
export const journalEntrySchema = z.strictObject({
  seq: z.int().min(1),
  id: z.uuid(),
  type: z.string().regex(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/),
  version: z.int().min(1),
  atMs: epochMs,
  businessDay: businessDaySchema.nullable(),
  actor: id,
  storeId: placeIdSchema,
  registerId: placeIdSchema,
  payload: z.unknown(),
  prevHash: hashSchema,
  hash: hashSchema,
}) satisfies z.ZodType<JournalEntry>;

/** Whether this version of the software knows the entry type. */
export function isJournalType(type: string): type is JournalType {
  return Object.hasOwn(journalPayloadSchemas, type);
}

type Mutable<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null
    ? T
    : { -readonly [K in keyof T]: Mutable<T[K]> };
type Same<A, B> = [A, B] extends [B, A] ? true : false;
type AllTrue<T> = false extends T ? never : true;
type PayloadsMatch = {
  [T in JournalType]: Same<
    z.output<(typeof journalPayloadSchemas)[T]>,
    Mutable<JournalPayloads[T]>
  >;
};

// Nothing at run time: these stop the compiler when a schema and its type drift apart in either
// direction (the `satisfies` above lets a schema keep a field that its type has lost).
void (true satisfies Same<z.output<typeof journalEntrySchema>, Mutable<JournalEntry>>);
void (true satisfies AllTrue<PayloadsMatch[JournalType]>);
