import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';
import { event, type PayloadOf } from '../event.ts';
import { approvedBy, id } from './shapes.ts';

/** Cash of a basket that is no sale yet. */
const partCash = z.strictObject({
  basketId: id,
  tenderId: id,
  /** The shift whose drawer it went into or came out of. */
  shiftId: id,
  amountMinor: minorSchema,
});

/** The drawer, and the cash in it that no sale has booked. */
export const cashEvents = {
  /**
   * Cash that pays a part of a basket, booked into the shift as it is taken: whatever becomes of the
   * basket, the drawer that holds the money is expected to. The tender with which a sale completes
   * is booked by the sale alone.
   */
  'cash.taken': event(partCash),
  /** The same handed back: typed wrongly, or the basket was voided. Booked out of the shift it left. */
  'cash.handedBack': event(partCash.extend({ why: z.enum(['corrected', 'voided']), approvedBy })),
  'drawer.opened': event(
    z.strictObject({
      reason: z.enum(['sale', 'noSale', 'shift', 'handedBack']),
      saleId: id.nullable(),
      approvedBy,
    }),
  ),
};

export type PartCash = PayloadOf<(typeof cashEvents)['cash.taken']>;
