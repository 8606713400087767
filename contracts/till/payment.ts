import { z } from 'zod';
import { tenderKindSchema } from '../../core/tender/tender-kind-schema.ts';
import { amount, amountMinor, approval, done, id, nothing } from '../common.ts';
import { command, query } from '../ipc.ts';

/** What a terminal is asked for. */
export const paymentWay = z.enum(['payment', 'void', 'refund']);

/** What pays a basket, and what became of it. */
export const paymentContract = {
  /**
   * Takes what needs no terminal: cash, and whatever other kinds are registered. 0 is a payment when
   * cash rounding leaves no coin to pay.
   */
  'pay.tender': command(
    z.strictObject({ kind: tenderKindSchema, amountMinor }),
    z.strictObject({ complete: z.boolean(), changeMinor: amount }),
  ),
  /** Takes a part payment in cash out of the open basket again: it goes back to the customer. */
  'pay.returnCash': command(z.strictObject({ tenderId: id, approval }), done),
  /** Starts a card payment; how it goes arrives in snapshots. */
  'pay.card': command(
    z.strictObject({
      amountMinor: amountMinor.min(1),
      /** The customer's payment code as scanned; given on once, never kept. */
      walletCode: z
        .string()
        .regex(/^\d{16,24}$/)
        .nullable()
        .default(null),
    }),
    done,
  ),
  'pay.cancelCard': command(nothing, done),
  /** The picture of a signature the cashier is to judge; null when that is over. */
  'pay.signature': query(
    z.strictObject({ questionId: id }),
    z.strictObject({
      picture: z
        .strictObject({
          mimeType: z.enum(['image/png', 'image/bmp', 'image/jpeg', 'image/gif']),
          base64: z.base64().max(400_000),
        })
        .nullable(),
    }),
  ),
  /** Which of the question's choices the cashier takes, by its place. */
  'pay.judgeSignature': command(
    z.strictObject({ questionId: id, choice: z.number().int().min(0).max(8) }),
    done,
  ),
  /** Asks the terminal again about the unknown payment. */
  'pay.ask': command(z.strictObject({ attemptId: id }), done),
  /** Settles an unknown payment with evidence; somebody else agrees. */
  'pay.resolve': command(
    z.strictObject({
      attemptId: id,
      paid: z.boolean(),
      evidence: z.string().trim().min(3).max(500),
      approval,
    }),
    done,
  ),
} as const;

/** What is known of a payment or a refund, whether it runs or is in doubt. */
const attempt = {
  attemptId: z.string(),
  way: paymentWay,
  amountMinor: amount,
  /** What the terminal approved where that is not what was asked; a supervisor decides. */
  approvedMinor: amount.nullable(),
  /** Why it is unknown: an i18n key suffix under `unknownReason.`, '' while it works. */
  reason: z.string(),
  sinceMs: z.number().int(),
};

export const paymentSlices = {
  payment: z
    .strictObject({
      ...attempt,
      /** `working`: the terminal has it. `unknown`: money may have moved. */
      state: z.enum(['working', 'asking', 'unknown']),
      /** The terminal's own words when it sent some. */
      terminalText: z.string(),
      /** What the terminal is at, as its driver codes it: words by it stand in the dictionaries. */
      statusCode: z.string(),
      canCancel: z.boolean(),
      /** Cancelling asks the terminal to stop; else only the waiting ends, once it is silent. */
      stopsTerminal: z.boolean(),
      cancelRequested: z.boolean(),
      /** A signature the cashier is to judge; its picture is asked for by `questionId`. */
      signature: z
        .strictObject({
          questionId: z.string(),
          /** The terminal's own words, line by line; may be ''. */
          text: z.string(),
          /** In the terminal's order; `meaning` null: only its own words are known. */
          choices: z.array(
            z.strictObject({
              text: z.string(),
              meaning: z.enum(['matches', 'differs']).nullable(),
            }),
          ),
        })
        .nullable(),
    })
    .nullable(),
  /** Every unknown one, the one in `payment` included, whichever basket: the top bar shows them until solved. */
  pendingPayments: z.array(
    z.strictObject({
      ...attempt,
      /** The parked or open basket that waits for it; '' for a refund. */
      basketId: z.string(),
      label: z.string(),
    }),
  ),
};
