import { createHash } from 'node:crypto';
import { InvariantError } from '../../core/assert.ts';
import { startManifestCheck } from '../../core/upload/build.ts';
import type { UploadHeader, UploadManifest } from '../../core/upload/types.ts';
import { checkPayload } from '../../core/journal/read-payload.ts';
import { verifyChain } from '../../core/journal/chain.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { Minor } from '../../core/money/minor.ts';
import { verifyJson } from '../keys.ts';
import { type Refusal, refusal } from '../refusal.ts';
import { sha256Hex } from '../secrets.ts';
import { parseEntry } from './parse-upload.ts';

/**
 * Whether the manifest is signed by the register and its own figures agree. Looked at before any
 * entry is. Null when all is well.
 */
export function checkEnvelope(header: UploadHeader, publicKey: string): Refusal | null {
  const { manifest, signature } = header;
  if (!verifyJson(manifest, signature, publicKey)) {
    return refusal('signature', "The manifest is not signed with the register's enrolled key.");
  }
  const { from, to, entries } = manifest;
  return to - from + 1 === entries ? null : wrongCount(manifest, to - from + 1);
}

function wrongCount({ entries, from, to }: UploadManifest, came: number | string): Refusal {
  return refusal(
    'count',
    `The manifest speaks of ${entries} entries, ${from} to ${to}; ${came} came.`,
  );
}

/** The check of a batch's entries, one after the other as they come. */
export interface UploadCheck {
  /** What is wrong with the next line, or with the entry in it; null when nothing is. */
  take(line: Uint8Array): Refusal | null;
  /**
   * After the last: whether as many came as the manifest says, they end where it says, and its
   * totals are theirs. Its grand total goes on from the batch before (zero for the first).
   */
  finish(previousGrandSalesMinor: Minor): Refusal | null;
  /** Of all lines so far: what is stored later must be what was checked here. */
  digest(): string;
}

/**
 * Begins the check of entries under a manifest whose signature has been looked at. One that `isHere`
 * already was added up when it was taken.
 */
export function startUploadCheck(manifest: UploadManifest, isHere: boolean): UploadCheck {
  const hash = createHash('sha256');
  const totals = isHere ? null : startManifestCheck(manifest);
  let head = { seq: manifest.from - 1, hash: manifest.prevHash };
  let came = 0;
  return {
    take(line) {
      came += 1;
      if (came > manifest.entries) return wrongCount(manifest, 'more');
      const parsed = parseEntry(line, came + 1);
      if (!parsed.ok) return parsed.error;
      const entry = parsed.value;
      const fault = checkPlace(manifest, entry, head) ?? refusalOfPayload(entry);
      if (fault !== null) return fault;
      head = { seq: entry.seq, hash: entry.hash };
      hash.update(line).update('\n');
      return differ(() => totals?.add(entry) ?? []);
    },
    finish(previousGrandSalesMinor) {
      if (came !== manifest.entries) return wrongCount(manifest, came);
      if (head.hash !== manifest.headHash) {
        return refusal('chain', 'The last entry is not the one the manifest names.', {
          entrySeq: manifest.to,
        });
      }
      return differ(() => totals?.finish(previousGrandSalesMinor) ?? []);
    },
    digest: () => hash.copy().digest('hex'),
  };
}

/** Whether an entry is this register's and goes on where the one before it ended. */
function checkPlace(
  manifest: UploadManifest,
  entry: JournalEntry,
  before: { readonly seq: number; readonly hash: string },
): Refusal | null {
  if (entry.storeId !== manifest.storeId || entry.registerId !== manifest.registerId) {
    return refusal('wrongRegister', "The batch holds another register's entry.", {
      entrySeq: entry.seq,
    });
  }
  const start = { seq: before.seq + 1, prevHash: before.hash };
  if (verifyChain([entry], start, sha256Hex).ok) return null;
  return refusal('chain', `The journal's chain is broken at entry ${entry.seq}.`, {
    entrySeq: entry.seq,
  });
}

/**
 * A type this software does not know is kept as it is: an older head office must not stop a newer
 * register. A known type in a later version may move money in a way that cannot be checked here,
 * so it is refused with `unsupported` and waits at the register until head office is updated.
 */
function refusalOfPayload(entry: JournalEntry): Refusal | null {
  const checked = checkPayload(entry);
  if (checked.ok) return null;
  const { error } = checked;
  const entrySeq = entry.seq;
  if (error.code === 'payload') {
    return refusal('payload', `${entry.type}: ${error.issue}.`, { entrySeq });
  }
  return refusal(
    'unsupported',
    `Head office cannot read all of ${entry.type}, version ${entry.version}. Update head office.`,
    { entrySeq },
  );
}

/** The differences that a check of totals finds, as a refusal; null when there are none. */
function differ(find: () => readonly string[]): Refusal | null {
  const differences = stoppedOrFound(find);
  if (differences.length === 0) return null;
  return refusal('totals', `The totals do not come out: ${differences.slice(0, 5).join('; ')}.`);
}

function stoppedOrFound(find: () => readonly string[]): readonly string[] {
  try {
    return find();
  } catch (error) {
    // The money rules stop on what no register can produce: a sum past the safe range, a weighed
    // line without weight. From outside that is bad input, not a bug of ours.
    if (error instanceof InvariantError) return [error.message];
    throw error;
  }
}
