import { batchManifestSchema } from '../../contracts/head-office.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import type { StoredBatch } from '../store/batches.ts';
import { entriesOfRegister } from '../store/entries.ts';
import type { Queryable } from '../store/sql.ts';

const ENTRIES_PER_PIECE = 1_000;

/** A stored batch as the NDJSON it came in, piece by piece so that a long day fits in memory. */
export async function* batchFile(sql: Queryable, batch: StoredBatch): AsyncGenerator<string> {
  const manifest = batchManifestSchema.parse(JSON.parse(batch.manifestJson));
  yield `${canonicalJson({ manifest, signature: batch.signature })}\n`;
  const { storeId, registerId, to } = manifest;
  for (let from = manifest.from; from <= to; from += ENTRIES_PER_PIECE) {
    const end = Math.min(to, from + ENTRIES_PER_PIECE - 1);
    const lines = await entriesOfRegister(sql, storeId, registerId, from, end);
    yield `${lines.join('\n')}\n`;
  }
}
