import { z } from 'zod';
import { basketSchema, lineSchema } from './selling.ts';
import { displaySnapshotSchema, tillSnapshotSchema } from './snapshot.ts';

const linesChange = z.strictObject({
  removed: z.array(z.string()),
  replaced: z.array(lineSchema),
  added: z.array(lineSchema),
});

/** See `SnapshotNews`. What is checked is what is sent, not what stayed as it was. */
function newsOf<V extends z.ZodType, S extends z.ZodObject>(snapshot: V, slices: S) {
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('whole'), snapshot }),
    z.strictObject({
      kind: z.literal('change'),
      revision: z.number().int(),
      base: z.number().int(),
      slices: slices.partial(),
      lines: linesChange.nullable(),
    }),
  ]);
}

export const tillNewsSchema = newsOf(
  tillSnapshotSchema,
  tillSnapshotSchema
    .omit({ revision: true })
    .extend({ basket: basketSchema.omit({ lines: true }).nullable() }),
);

export const displayNewsSchema = newsOf(
  displaySnapshotSchema,
  displaySnapshotSchema.omit({ revision: true, lines: true }),
);
