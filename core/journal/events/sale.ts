import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';
import type { TaxTotal } from '../../basket/types.ts';
import { event, type PayloadOf } from '../event.ts';
import { ageCheck, basketLine, tender } from './basket.ts';
import { count, currency, id, text } from './shapes.ts';

export const taxTotal = z.strictObject({
  taxCode: text,
  rateBp: count,
  baseMinor: minorSchema,
  taxMinor: minorSchema,
  grossMinor: minorSchema,
}) satisfies z.ZodType<TaxTotal>;

/** What was sold, and what came back. */
export const saleEvents = {
  'sale.completed': event(
    z.strictObject({
      saleId: id,
      basketId: id,
      /** Human number, gapless per register: `store-register-number`. Given inside the commit. */
      receiptNo: id,
      /** The number in `receiptNo`. */
      receiptSeq: z.int().min(1),
      shiftId: id,
      operatorId: id,
      currency,
      taxMode: z.enum(['inside', 'onTop']),
      /** Voided lines stay, marked: corrections are part of what happened. */
      lines: z.array(basketLine),
      taxes: z.array(taxTotal),
      totalMinor: minorSchema,
      taxMinor: minorSchema,
      /** Cash rounding, its own line: total + rounding = tenders − change. */
      roundingMinor: minorSchema,
      tenders: z.array(tender),
      changeMinor: minorSchema,
      /**
       * What of its cash was booked when it was taken (`cash.taken`), perhaps in an earlier shift: the
       * sale's own shift does not gain it again. Left out where it was nothing.
       */
      cashTakenBeforeMinor: minorSchema.optional(),
      itemCount: count,
      /** The cashier's answer, where something in it may not be sold to everybody. */
      ageCheck: ageCheck.optional(),
      /** The sale this one returns, all of it: every figure here is negative. */
      returnOf: z.strictObject({ returnId: id, saleId: id, receiptNo: id }).optional(),
    }),
  ),
};

export type SaleCompleted = PayloadOf<(typeof saleEvents)['sale.completed']>;
