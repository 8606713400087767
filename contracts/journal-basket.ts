import { z } from 'zod';
import type { BasketEvent, BasketLine } from '../core/basket/types.ts';
import type { Tender } from '../core/tender/tender.ts';
import { minorSchema } from './minor.ts';
import { tenderKindSchema } from './tender-kind.ts';

const text = z.string();
const id = z.string().min(1).max(64);
const count = z.int().min(0);

const localText = z.strictObject({ zh: text, en: text });

const item = z.strictObject({
  itemId: id,
  name: localText,
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
