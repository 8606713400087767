import { isJournalType, journalPayloadSchemas } from '../../contracts/journal.ts';
import { InvariantError } from '../../core/assert.ts';
import { checkManifest } from '../../core/batch/build.ts';
import type { BatchManifest } from '../../core/batch/types.ts';
import { verifyChain } from '../../core/journal/chain.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { Minor } from '../../core/money/minor.ts';
import { verifyJson } from '../keys.ts';
import { type Refusal, refusal } from '../refusal.ts';
import { sha256Hex } from '../secrets.ts';
import { firstIssue, type ParsedBatch } from './parse-batch.ts';

/** The version of every payload this software knows. */
const PAYLOAD_VERSION = 1;

/**
 * Whether the manifest is signed by the register and speaks of as many entries as came, all of
 * them that register's. Null when all is well.
 */
export function checkEnvelope(batch: ParsedBatch, publicKey: string): Refusal | null {
  const { manifest, signature } = batch.header;
  if (!verifyJson(manifest, signature, publicKey)) {
    return refusal('signature', "The manifest is not signed with the register's enrolled key.");
  }
  const came = batch.entries.length;
  if (manifest.entries !== came || manifest.to - manifest.from + 1 !== came) {
    return refusal(
      'count',
      `The manifest speaks of ${manifest.entries} entries, ${manifest.from} to ${manifest.to}; ` +
        `${came} came.`,
    );
  }
  const stranger = batch.entries.find(
    (entry) => entry.storeId !== manifest.storeId || entry.registerId !== manifest.registerId,
  );
  if (stranger === undefined) return null;
  return refusal('wrongRegister', "The batch holds another register's entry.", {
    entrySeq: stranger.seq,
  });
}

/** Whether the entries hang together and end where the manifest says. Null when all is well. */
export function checkEntries(
  manifest: BatchManifest,
  entries: readonly JournalEntry[],
): Refusal | null {
  const chain = verifyChain(
    entries,
    { seq: manifest.from, prevHash: manifest.prevHash },
    sha256Hex,
  );
  if (!chain.ok) {
    return refusal('chain', `The journal's chain is broken at entry ${chain.seq}.`, {
      entrySeq: chain.seq,
    });
  }
  if (chain.head.hash !== manifest.headHash) {
    return refusal('chain', 'The last entry is not the one the manifest names.', {
      entrySeq: manifest.to,
    });
  }
  for (const entry of entries) {
    const fault = checkPayload(entry);
    if (fault !== null) return fault;
  }
  return null;
}

/**
 * A type this software does not know is kept as it is: an older head office must not stop a newer
 * register. A known type in a later version may move money in a way that cannot be checked here,
 * so it is refused with `unsupported` and waits at the register until head office is updated.
 */
function checkPayload(entry: JournalEntry): Refusal | null {
  if (!isJournalType(entry.type)) return null;
  if (entry.version !== PAYLOAD_VERSION) {
    return refusal(
      'unsupported',
      `Head office does not know version ${entry.version} of ${entry.type}. Update head office.`,
      { entrySeq: entry.seq },
    );
  }
  const parsed = journalPayloadSchemas[entry.type].safeParse(entry.payload);
  if (parsed.success) return null;
  return refusal('payload', `${entry.type}: ${firstIssue(parsed.error)}.`, {
    entrySeq: entry.seq,
  });
}

/**
 * Whether the manifest's totals are those of the entries' lines, and its grand total goes on from
 * the batch before (zero for the first). Null when all is well.
 */
export function checkTotals(
  manifest: BatchManifest,
  entries: readonly JournalEntry[],
  previousGrandSalesMinor: Minor,
): Refusal | null {
  const differences = findDifferences(manifest, entries, previousGrandSalesMinor);
  if (differences.length === 0) return null;
  return refusal('totals', `The totals do not come out: ${differences.slice(0, 5).join('; ')}.`);
}

function findDifferences(
  manifest: BatchManifest,
  entries: readonly JournalEntry[],
  previousGrandSalesMinor: Minor,
): readonly string[] {
  try {
    return checkManifest(manifest, entries, previousGrandSalesMinor);
  } catch (error) {
    // The money rules stop on what no register can produce: a sum past the safe range, a weighed
    // line without weight. From outside that is bad input, not a bug of ours.
    if (error instanceof InvariantError) return [error.message];
    throw error;
  }
}
