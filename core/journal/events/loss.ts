import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';
import { event, type PayloadOf } from '../event.ts';
import { count, text } from './shapes.ts';

/** The newest entry of a journal; number 0 for an empty one. */
const head = z.strictObject({ seq: count, hash: text });

/** A database that was lost or rolled back. */
export const lossEvents = {
  /**
   * Who decided with which entries the register goes on, when its database and its second copy did not
   * agree. The actor decided; `system` where nobody could be asked, because the people went with the
   * database. What this journal does not have of the other is kept in the file `keptAs` alone.
   */
  'loss.decided': event(
    z.strictObject({
      decision: z.enum(['takeCopy', 'goOn']),
      /** What it was decided about. */
      database: head,
      copy: head.extend({ says: z.enum(['ahead', 'other']) }),
      /** What head office was heard to have then; null where it was not heard. */
      headOffice: head.nullable(),
      /** The newest entry that database and copy both had. */
      commonTo: count,
      apart: z.strictObject({ entries: count, sales: count, salesMinor: minorSchema }),
      keptAs: text,
      /** From here on numbers are given: past all that either side gave. */
      nextReceiptSeq: z.int().min(1),
      nextZNumber: z.int().min(1),
      /** PINs that were typed wrongly before. */
      wrongPins: count,
    }),
  ),
};

export type LossDecided = PayloadOf<(typeof lossEvents)['loss.decided']>;
