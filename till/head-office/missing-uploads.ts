import { startUploadSummary } from '../../core/upload/build.ts';
import { manifestOf } from '../../core/upload/manifest.ts';
import type { UploadHeader } from '../../core/upload/types.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import { readAs } from '../../core/journal/typed-entry.ts';
import { invariant } from '../../core/assert.ts';
import type { TillContext } from '../runtime/context.ts';
import { entrySlices } from '../runtime/entry-slices.ts';
import type { EntrySlices } from '../ports/head-office.ts';
import { type ReadTx, type StoredUpload, StoreFault } from '../ports/store.ts';

/**
 * Makes the batches of closed days that are in none: a database made from a second copy, or from
 * head office's entries, has the journal and no list of batches. They come out as they were, since a
 * batch follows from its entries. Read in slices: it may be years.
 */
export async function makeMissingUploads(ctx: TillContext): Promise<void> {
  for (const end of ctx.store.read((tx) => tx.dayEndsWithoutBatch())) await makeBatch(ctx, end);
}

async function makeBatch(ctx: TillContext, endSeq: number): Promise<void> {
  const { from, batchNo, prevHash } = ctx.store.read((tx) => tx.nextBatchFrom());
  const summary = startUploadSummary();
  for await (const slice of provedSlices(ctx, from, endSeq, prevHash)) {
    for (const entry of slice) summary.add(entry);
  }
  const end = readAs(ctx.store.read((tx) => tx.entries(endSeq, endSeq))[0], 'day.closed');
  invariant(end !== null, `entry ${endSeq} ends no day`);
  const { report } = end.payload;
  const manifest = manifestOf({ end, report, summary: summary.summary(), batchNo });
  const signature = ctx.signer.sign(canonicalJson(manifest));
  ctx.store.write((tx) => tx.saveBatch({ manifest, signature }));
  ctx.log.info('batch made again from the journal', { batchNo, from, to: endSeq });
}

/**
 * The batch's header signed by the key the register has now. Of the same key the signature is the
 * same (RFC 8032 leaves nothing to chance); of another one the batch is signed, and kept, anew.
 */
export async function signedByOwnKey(
  ctx: TillContext,
  { header }: StoredUpload,
): Promise<UploadHeader> {
  const { manifest } = header;
  const signature = ctx.signer.sign(canonicalJson(manifest));
  if (signature === header.signature) return header;
  for await (const slice of provedSlices(ctx, manifest.from, manifest.to, manifest.prevHash)) {
    const last = slice.at(-1);
    const isOther = last?.seq === manifest.to && last.hash !== manifest.headHash;
    if (isOther) throw broken(manifest.to, 'not the entry that was signed');
  }
  ctx.store.write((tx) => tx.signUploadAnew(manifest.batchId, signature));
  // Its file carries the old signature.
  ctx.uploadFiles.discard(header);
  ctx.log.info('batch signed anew', { batchNo: manifest.batchNo });
  return { manifest, signature };
}

/** Entries in slices, each proved: what is signed must be what was written. Throws `StoreFault`. */
function provedSlices(ctx: TillContext, from: number, to: number, prevHash: string): EntrySlices {
  let before = prevHash;
  return entrySlices(ctx, from, to, (tx: ReadTx, first, last) => {
    const proved = tx.provedEntries(first, last, before);
    if (!proved.ok) throw broken(proved.seq, proved.reason);
    before = proved.entries.at(-1)?.hash ?? before;
    return proved.entries;
  });
}

function broken(seq: number, reason: string): StoreFault {
  return new StoreFault('corrupt', `entry ${seq} is not what was written (${reason})`);
}
