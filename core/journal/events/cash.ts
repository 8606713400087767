import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';
import { event, type PayloadOf } from '../event.ts';
import { tenderKindSchema } from '../../tender/tender-kind-schema.ts';
import { approvedBy, id } from './shapes.ts';

/** Cash of a basket that is no sale yet. */
const partCash = z.strictObject({
  basketId: id,
  tenderId: id,
  /** The shift that took it in or gave it out: cash went into or came out of its drawer. */
  shiftId: id,
  amountMinor: minorSchema,
});

/** What pays a part of a basket that is no sale yet, and lies in no drawer. */
const partTender = partCash.extend({ kind: tenderKindSchema });

/** The drawer, and the cash in it that no sale has booked; other tenders that no sale has. */
export const cashEvents = {
  /**
   * Cash that pays a part of a basket, booked into the shift as it is taken: whatever becomes of the
   * basket, the drawer that holds the money is expected to. The tender with which a sale completes
   * is booked by the sale alone.
   */
  'cash.taken': event(partCash),
  /** The same handed back: typed wrongly, or the basket was voided. Booked out of the shift it left. */
  'cash.handedBack': event(partCash.extend({ why: z.enum(['corrected', 'voided']), approvedBy })),
  /**
   * A tender of a kind that neither lies in the drawer nor needs an attempt, taken as a part payment: no
   * drawer holds it, and whatever becomes of the basket, there is a trace of its value.
   */
  'tender.taken': event(partTender),
  /** The same handed back as it came, because the basket was voided. */
  'tender.handedBack': event(partTender.extend({ why: z.enum(['voided']) })),
  'drawer.opened': event(
    z.strictObject({
      reason: z.enum(['sale', 'noSale', 'shift', 'handedBack']),
      saleId: id.nullable(),
      approvedBy,
    }),
  ),
};

export type PartCash = PayloadOf<(typeof cashEvents)['cash.taken']>;
