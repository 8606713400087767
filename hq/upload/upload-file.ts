import { uploadManifestSchema } from '../../contracts/head-office.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import type { StoredUpload } from '../store/uploads.ts';
import { entriesOfRegister } from '../store/entries.ts';
import type { Queryable } from '../store/sql.ts';

/** A stored batch as the NDJSON it came in, piece by piece so that a long day fits in memory. */
export async function* batchFile(sql: Queryable, batch: StoredUpload): AsyncGenerator<string> {
  const manifest = uploadManifestSchema.parse(JSON.parse(batch.manifestJson));
  yield `${canonicalJson({ manifest, signature: batch.signature })}\n`;
  const { storeId, registerId, to } = manifest;
  for await (const lines of entriesOfRegister(sql, storeId, registerId, manifest.from, to)) {
    yield `${lines.join('\n')}\n`;
  }
}
