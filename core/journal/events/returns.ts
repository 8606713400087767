import { z } from 'zod';
import { VOID_REASONS } from '../../basket/correction.ts';
import { minorSchema } from '../../money/minor-schema.ts';
import { event, type PayloadOf } from '../event.ts';
import { terminalMark } from './payment.ts';
import { currency, id, text } from './shapes.ts';

const step = z.strictObject({
  /** How money of a sale is refunded: at the terminal by void or refund, or out of the drawer. */
  way: z.enum(['void', 'refund', 'cash']),
  /** The card payment that is refunded; null for what was paid in cash. */
  originalAttemptId: id.nullable(),
  /** What the customer gets in this step; cash in coins that exist. */
  amountMinor: minorSchema,
});

const begun = {
  returnId: id,
  operatorId: id,
  /** The supervisor who agreed. */
  approvedBy: id,
  /** In the order in which they are done; cash last. */
  steps: z.array(step),
};

/** Goods that come back, and money that is refunded for them or for a voided basket. */
export const returnEvents = {
  'return.intended': event(
    z.strictObject({ ...begun, saleId: id, receiptNo: id, reason: text, note: text }),
  ),
  /** A supervisor decided how a step that the terminal refused goes on. */
  'return.replanned': event(
    z.strictObject({
      returnId: id,
      approvedBy: id,
      /** All of them, as they are from now on. */
      steps: z.array(step),
    }),
  ),
  /** Nothing more will be refunded: what is to be returned stays as it is. */
  'return.abandoned': event(z.strictObject({ returnId: id, reason: text })),
  /**
   * Begins to void a parked basket of which cards have paid a part: their money is refunded first.
   * `refund.*` and `return.*` entries follow under its id; `basket.voided` ends it.
   */
  'basketVoid.intended': event(
    z.strictObject({
      ...begun,
      /** It is parked when this is written. */
      basketId: id,
      reason: z.enum(VOID_REASONS),
    }),
  ),
  /** The intent to refund money at the terminal; it goes on like every payment. */
  'refund.intended': event(
    z.strictObject({
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
  ),
};

type Events = typeof returnEvents;
export type ReturnIntended = PayloadOf<Events['return.intended']>;
export type ReturnReplanned = PayloadOf<Events['return.replanned']>;
export type BasketVoidIntended = PayloadOf<Events['basketVoid.intended']>;
export type RefundIntended = PayloadOf<Events['refund.intended']>;
export type RefundStep = ReturnIntended['steps'][number];
export type RefundWay = RefundStep['way'];
