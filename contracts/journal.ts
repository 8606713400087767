import { z } from 'zod';
import type { JournalEntry } from '../core/journal/entry.ts';
import {
  businessDaySchema,
  epochMs,
  hashSchema,
  id,
  placeIdSchema,
} from '../core/journal/events/shapes.ts';

/**
 * A journal entry as it travels. The payload is judged apart, by type, so that an entry type
 * this version does not know yet is kept instead of refused.
 */
export const journalEntrySchema = z.strictObject({
  seq: z.int().min(1),
  id: z.uuid(),
  type: z.string().regex(/^[a-z][A-Za-z]*\.[a-z][A-Za-z]*$/),
  version: z.int().min(1),
  atMs: epochMs,
  businessDay: businessDaySchema.nullable(),
  actor: id,
  storeId: placeIdSchema,
  registerId: placeIdSchema,
  payload: z.unknown(),
  prevHash: hashSchema,
  hash: hashSchema,
}) satisfies z.ZodType<JournalEntry>;

type Same<A, B> = [A, B] extends [B, A] ? true : false;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

// Nothing at run time: stops the compiler when the schema and its type drift apart in either direction.
void (true satisfies Same<z.output<typeof journalEntrySchema>, Mutable<JournalEntry>>);
