import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';
import { event, type PayloadOf } from '../event.ts';
import { count, placeIdSchema, text } from './shapes.ts';

/** What happens between the register and head office. */
export const headOfficeEvents = {
  'register.enrolled': event(
    z.strictObject({ storeId: placeIdSchema, registerId: placeIdSchema, publicKey: text }),
  ),
  /** Head office has less than it had acknowledged: what comes after `heldTo` is sent again. */
  'headOffice.wentBack': event(
    z.strictObject({ heldTo: count, batchNo: count, acknowledgedTo: count }),
  ),
  /**
   * This journal up to `toSeq` is head office's: at the start it was fetched with a code that head office
   * had given out, into a new database. What the old one had of its own, from `ownFrom` on, is kept in
   * the file `keptAs`; its sales were never sent and are in that file alone.
   */
  'journal.fetched': event(
    z.strictObject({
      toSeq: count,
      batchNo: count,
      why: z.enum(['empty', 'headOfficeAhead', 'headOfficeOther']),
      /** Null when it had nothing that head office has not. */
      ownFrom: count.nullable(),
      ownEntries: count,
      ownSales: count,
      ownSalesMinor: minorSchema,
      keptAs: text,
      /** From here on receipt numbers are given: past all that the old database gave. */
      nextReceiptSeq: z.int().min(1).optional(),
      nextZNumber: z.int().min(1).optional(),
    }),
  ),
};

export type JournalFetched = PayloadOf<(typeof headOfficeEvents)['journal.fetched']>;
