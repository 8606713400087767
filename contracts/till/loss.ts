import { z } from 'zod';
import { amount, approval, done } from '../common.ts';
import { command } from '../ipc.ts';

/** A database that does not agree with its second copy or with head office. */
export const lossContract = {
  /**
   * With which entries a register goes on whose database does not agree with its second copy; while it
   * waits for that, no other command does anything. `lossId` as the snapshot shows it.
   */
  'loss.decide': command(
    z.strictObject({
      lossId: z.string().max(80),
      decision: z.enum(['takeCopy', 'goOn']),
      approval,
    }),
    done,
  ),
} as const;

const apart = z.strictObject({ entries: z.int(), sales: z.int(), salesMinor: amount });
const against = z.enum(['ahead', 'other']);
const offer = z.enum(['no', 'anybody', 'manager']);

export const lossSlices = {
  /**
   * The database and who speaks against it: what a halted register is asked about, null else.
   * Nothing is sold until a manager has decided.
   */
  loss: z
    .strictObject({
      lossId: z.string(),
      database: z.strictObject({
        seq: z.int(),
        receiptNo: z.string().nullable(),
        atMs: z.int().nullable(),
        /** What only the database has. */
        own: apart,
      }),
      copy: z
        .strictObject({
          says: against,
          seq: z.int(),
          receiptNo: z.string().nullable(),
          atMs: z.int(),
          /** What only the copy has. */
          missing: apart,
          /** The first line that cannot be believed; null when its chain is whole. */
          badLine: z.int().nullable(),
        })
        .nullable(),
      headOffice: z.strictObject({ says: against, seq: z.int() }).nullable(),
      /** Who may decide what: nobody, whoever stands there, or a manager. */
      offers: z.strictObject({ takeCopy: offer, goOn: offer }),
      nextReceiptSeq: z.int(),
    })
    .nullable(),
};
