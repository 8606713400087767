import { z } from 'zod';

/**
 * While nobody is signed on or the screen is locked: what is there of what the snapshot keeps back (an
 * open basket with lines, parked baskets, payments that are unclear).
 */
export const withheldSchema = z.strictObject({
  basket: z.boolean(),
  parked: z.number().int(),
  unclear: z.number().int(),
});

/** A catalogue file that waits: how many items there are, and how many it would leave. */
export const heldCatalogueSchema = z.strictObject({
  sha256: z.string(),
  itemsNow: z.number().int(),
  itemsInFile: z.number().int(),
});
