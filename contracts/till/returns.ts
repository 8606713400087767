import { z } from 'zod';
import { VOID_REASONS } from '../../core/basket/correction.ts';
import { localTextSchema } from '../../core/local-text.ts';
import { amount, approval, done, id, unit } from '../common.ts';
import { command, query } from '../ipc.ts';
import { refusalCode } from '../refusal-codes.ts';

/** One part of the money that goes back, and how. */
export const wayBackSchema = z.strictObject({
  way: z.enum(['void', 'refund', 'cash']),
  amountMinor: amount,
  /** 'VISA ····4242', '' for cash. */
  label: z.string(),
});
const retryAs = z.enum(['same', 'refund', 'cash']);

/** Goods that come back, baskets that are voided after a payment. */
export const returnsContract = {
  /**
   * Begins to void the open basket of which cards have paid a part: it is parked under the label,
   * the money goes back as the snapshots tell, then it is voided. Somebody else agrees.
   */
  'sale.voidPaid': command(
    z.strictObject({
      basketId: id,
      label: z.string().max(40),
      reason: z.enum(VOID_REASONS),
      approval,
    }),
    z.strictObject({ returnId: z.string() }),
  ),
  /** What a return of a sale would do, by the number on its receipt. Changes nothing. */
  'return.query': query(
    z.strictObject({ receiptNo: z.string().trim().min(1).max(40) }),
    z.strictObject({
      sale: z
        .strictObject({
          saleId: z.string(),
          receiptNo: z.string(),
          atMs: z.number().int(),
          totalMinor: amount,
          itemCount: z.number().int(),
          lines: z.array(
            z.strictObject({
              name: localTextSchema,
              quantityThousandths: z.number().int(),
              weightGrams: z.number().int().nullable(),
              unit,
              amountMinor: amount,
            }),
          ),
          steps: z.array(wayBackSchema),
          /** Why it cannot be returned, null when it can. */
          refusal: refusalCode.nullable(),
          /** The terminal cannot refund the card; the shop allows cash instead. */
          cashInstead: z.boolean(),
        })
        .nullable(),
    }),
  ),
  /** Begins to return a sale; how it goes arrives in snapshots. Somebody else agrees. */
  'return.begin': command(
    z.strictObject({
      saleId: id,
      reason: z.enum(['customer', 'quality', 'wrongItem', 'operator', 'system', 'other']),
      note: z.string().trim().max(200),
      cardAs: z.enum(['terminal', 'cash']),
      approval,
    }),
    z.strictObject({ returnId: z.string() }),
  ),
  /** Tries what the terminal refused once more; a void it refused may go on as a refund. */
  'return.retry': command(z.strictObject({ returnId: id, as: retryAs, approval }), done),
  /** Ends one in which nothing was refunded; of a basket also one that is refused midway. */
  'return.abandon': command(z.strictObject({ returnId: id }), done),
} as const;

export const returnsSlices = {
  /** A sale or a part-paid basket that is being returned: one at a time on a register. */
  saleReturn: z
    .strictObject({
      returnId: z.string(),
      /** '' for a basket, and so is the receipt number. */
      saleId: z.string(),
      receiptNo: z.string(),
      /** The sale's total; of a basket what goes back. */
      totalMinor: amount,
      /** The parked basket that is being voided; null for a sale. */
      basket: z.strictObject({ basketId: z.string(), label: z.string() }).nullable(),
      steps: z.array(
        wayBackSchema.extend({
          state: z.enum(['waiting', 'running', 'unknown', 'done', 'failed']),
          /** Why it failed: the terminal's result code or a reason; '' else. */
          reason: z.string(),
          /** What that code means: one of the terminal's reasons, or ''. */
          why: z.string(),
          text: z.string(),
        }),
      ),
      canRetry: z.boolean(),
      /** The ways that terminal and shop allow for the step that is due; empty without canRetry. */
      retryAs: z.array(retryAs),
      canAbandon: z.boolean(),
    })
    .nullable(),
  /** Cash that goes back to a customer without a sale, until the next basket or sign-off. */
  handOver: z.strictObject({ id: z.string(), amountMinor: amount }).nullable(),
};
