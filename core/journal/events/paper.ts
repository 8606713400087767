import { z } from 'zod';
import { event, type PayloadOf } from '../event.ts';
import { count, id, text } from './shapes.ts';

/**
 * Why a paper counts as done where its printer did not prove it: all of it was `sent` to a model that
 * can prove nothing; a `person` saw it whole; or it was `lost`, and a person asked for a copy.
 */
const proof = z.enum(['sent', 'person', 'lost']).optional();
const copy = z.strictObject({ saleId: id, copy: count });

/** What is on paper, and what is owed. */
export const paperEvents = {
  'receipt.printed': event(copy.extend({ proof })),
  'receipt.reprintRequested': event(copy),
  /** A slip the terminal made for an attempt: stored with it before anything is printed. */
  'terminal.receipt': event(
    z.strictObject({
      attemptId: id,
      kind: z.enum(['merchant', 'customer', 'admin']),
      lines: z.array(text),
      /** Whether it comes on paper here, by the terminal's rules. */
      print: z.boolean(),
      signature: z.boolean(),
    }),
  ),
  /** A paper that is owed besides sale receipts was printed. */
  'slip.printed': event(
    z.strictObject({ slipSeq: z.int().min(1), proof, copy: z.literal(true).optional() }),
  ),
  /** A paper with the words "result pending" is owed to the customer of an unknown payment. */
  'payment.pendingSlip': event(z.strictObject({ attemptId: id })),
};

type Events = typeof paperEvents;
export type TerminalReceiptMade = PayloadOf<Events['terminal.receipt']>;
export type PaperProof = NonNullable<PayloadOf<Events['receipt.printed']>['proof']>;
