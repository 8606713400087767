import { z } from 'zod';
import { CORRECTION_REASONS, VOID_REASONS } from '../../basket/correction.ts';
import type { BasketEvent, BasketLine } from '../../basket/types.ts';
import type { Tender } from '../../tender/tender.ts';
import { localTextSchema } from '../../local-text.ts';
import { tenderKindSchema } from '../../tender/tender-kind-schema.ts';
import { minorSchema } from '../../money/minor-schema.ts';
import { event, type PayloadOf } from '../event.ts';
import { approvedBy, count, id, text } from './shapes.ts';

const item = z.strictObject({
  itemId: id,
  name: localTextSchema.refine((name) => Object.values(name).some((each) => each !== '')),
  department: text,
  taxCode: text,
  taxRateBp: count,
  unit: z.enum(['each', 'kg']),
  priceMinor: minorSchema,
  minAge: z.int().min(1).max(99).optional(),
});

export const ageCheck = z.strictObject({
  minAge: z.int().min(1).max(99),
  bornOnOrBefore: text,
  operatorId: id,
});

const lineSource = z.enum(['scan', 'plu', 'search', 'repeat']);

/** A line as a journal entry keeps it. */
export const basketLine = z.strictObject({
  lineId: id,
  item,
  quantityThousandths: z.int(),
  weightGrams: z.int().nullable(),
  amountMinor: minorSchema,
  source: lineSource,
  code: text.nullable(),
  labelPriceMinor: minorSchema.nullable(),
  voided: z.boolean(),
  modifiers: z
    .array(
      z.strictObject({
        sequence: z.int().min(1),
        kind: id,
        ruleId: id,
        version: count,
        text: localTextSchema,
        amountMinor: minorSchema,
      }),
    )
    .optional(),
  unitAmounts: z
    .array(z.strictObject({ units: z.int().min(1), amountMinor: minorSchema }))
    .optional(),
}) satisfies z.ZodType<BasketLine>;

/** What pays a part of a basket. */
export const tender = z.strictObject({
  tenderId: id,
  kind: tenderKindSchema,
  amountMinor: minorSchema,
  card: z
    .strictObject({
      attemptId: id,
      terminalId: text,
      merchantId: text,
      maskedPan: text,
      cardName: text,
      authCode: text,
      receiptNo: text,
      trace: text,
    })
    .nullable(),
}) satisfies z.ZodType<Tender>;

/** What happened to a basket, as a parked one keeps it. */
export const basketEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('opened'), basketId: id, operatorId: id }),
  z.strictObject({
    type: z.literal('lineAdded'),
    lineId: id,
    item,
    quantityThousandths: z.int(),
    weightGrams: z.int().nullable(),
    labelPriceMinor: minorSchema.nullable(),
    source: lineSource,
    code: text.nullable(),
  }),
  z.strictObject({ type: z.literal('quantitySet'), lineId: id, quantityThousandths: z.int() }),
  z.strictObject({ type: z.literal('lineVoided'), lineId: id }),
  ageCheck.extend({ type: z.literal('ageConfirmed') }),
  z.strictObject({ type: z.literal('tenderAdded'), tender }),
  z.strictObject({ type: z.literal('tenderRemoved'), tenderId: id }),
  z.strictObject({ type: z.literal('resumed'), operatorId: id }),
]) satisfies z.ZodType<BasketEvent>;

/** A basket before it is a sale. */
export const basketEvents = {
  /**
   * Goods taken off a line before payment: the line voided, or its pieces made fewer. Written when it
   * happens, whatever becomes of the basket; the operator is its actor.
   */
  'basket.corrected': event(
    z.strictObject({
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
  ),
  'basket.voided': event(
    z.strictObject({
      basketId: id,
      lines: z.array(basketLine),
      totalMinor: minorSchema,
      reason: z.enum(VOID_REASONS),
      approvedBy,
      /** How the money that had been paid of it was refunded; left out where nothing had been. */
      refunded: z
        .strictObject({
          returnId: id,
          /** The supervisor who agreed. */
          approvedBy: id,
          /** The voids and refunds, all done. */
          attemptIds: z.array(id),
          /** Handed back of what was paid in cash; a `cash.handedBack` entry books each of it. */
          cashMinor: minorSchema,
        })
        .optional(),
    }),
  ),
  'basket.suspended': event(
    z.strictObject({ basketId: id, label: text, events: z.array(basketEvent) }),
  ),
  'basket.resumed': event(z.strictObject({ basketId: id })),
};

type Events = typeof basketEvents;
export type BasketCorrected = PayloadOf<Events['basket.corrected']>;
export type BasketVoided = PayloadOf<Events['basket.voided']>;
