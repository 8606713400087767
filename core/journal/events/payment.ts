import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';
import type { TerminalMark, TerminalResult } from '../../payment/types.ts';
import { event, type PayloadOf } from '../event.ts';
import { currency, id, text } from './shapes.ts';

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

export const terminalMark = z.strictObject({
  receiptNo: text,
  trace: text,
  device: text.optional(),
}) satisfies z.ZodType<TerminalMark>;

/**
 * The terminal's newest transaction where `result` does not name it: the next attempt begins
 * after it. Without numbers: it is known that there is one, and not which.
 */
const told = terminalMark.optional();
const attempt = z.strictObject({ attemptId: id });
const withReason = attempt.extend({ reason: text });
const resolved = attempt.extend({
  /** The supervisor who decided. */
  approvedBy: id,
  /** What was seen: the terminal's slip, its journal, the acquirer's portal. */
  evidence: text,
  result: terminalResult.nullable(),
  /** What it is booked as, where the terminal approved another amount than was asked. */
  bookedMinor: minorSchema.optional(),
  /** The refund went to another card than the one that paid, and the supervisor lets it stand. */
  otherCard: z.literal(true).optional(),
  told,
});

/** One try to move money at a terminal, of a payment as of what voids or refunds one. */
export const paymentEvents = {
  'payment.intended': event(
    attempt.extend({
      basketId: id,
      terminalId: text,
      amountMinor: minorSchema,
      currency,
      /** Last transaction known of this terminal, or null when none ever was. */
      lastKnown: terminalMark.nullable(),
      /** The register's own number of the attempt, given to terminals that take one. */
      reference: text.optional(),
      /** The wallet that was asked for; never the customer's code. */
      wallet: text.optional(),
    }),
  ),
  'payment.sending': event(attempt),
  /** Durable before the terminal's result is acknowledged; the attempt is still `sending`. */
  'payment.resultSeen': event(attempt.extend({ result: terminalResult })),
  'payment.approved': event(attempt.extend({ result: terminalResult, told })),
  'payment.declined': event(attempt.extend({ result: terminalResult.nullable(), reason: text })),
  'payment.unknown': event(withReason),
  'payment.neverStarted': event(withReason),
  'payment.resolvedPaid': event(resolved),
  'payment.resolvedNotPaid': event(resolved),
  /**
   * A charge that the terminal offered, or told of, after its payment was given up, and that belongs
   * to nothing that counts: a supervisor had settled it as not paid, it was declined, or nobody
   * knows whose it is. Durable before it is refused.
   */
  'payment.lateCharge': event(
    z.strictObject({
      terminalId: text,
      /** The attempt whose approval it is, where its numbers were seen before; else null. */
      attemptId: id.nullable(),
      result: terminalResult,
      /**
       * False: the terminal was told to reverse it in answer to it. True: the protocol
       * cannot, so it stands at the terminal until a person voids it there.
       */
      stands: z.boolean(),
    }),
  ),
};

type Events = typeof paymentEvents;
export type PaymentIntended = PayloadOf<Events['payment.intended']>;
export type PaymentApproved = PayloadOf<Events['payment.approved']>;
export type PaymentResolved = PayloadOf<Events['payment.resolvedPaid']>;
export type LateCharge = PayloadOf<Events['payment.lateCharge']>;
