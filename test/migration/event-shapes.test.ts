import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { events } from '../../core/journal/events/all.ts';
import { sha256 } from '../../db/sha256.ts';

/**
 * Hash of the shape of each entry type at its version. A shape that changes needs a new version and
 * a way to read the one before: an older head office then says `unsupported` and waits to be updated,
 * where the same version with another field would be refused as broken for ever. Only what no release
 * contains yet may get a new hash here.
 */
const frozen: unknown = JSON.parse(
  readFileSync(new URL('./frozen-events.json', import.meta.url), 'utf8'),
);

/** Descriptions of checks that are no shape (a brand, a safe integer) stay out. */
function shapeOf(schema: z.ZodType): string {
  return sha256(JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any' })));
}

test('no entry type has changed its shape without a new version', () => {
  const now = Object.fromEntries(
    Object.entries(events)
      .map(([type, { version, payload }]) => [`${type}@${version}`, shapeOf(payload)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  expect(now).toEqual(frozen);
});
