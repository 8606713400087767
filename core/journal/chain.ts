import { canonicalJson } from './canonical.ts';
import type { JournalEntry } from './entry.ts';

/** SHA-256 of a text's UTF-8 bytes as 64 lower-case hex digits; injected, core does no I/O. */
export type Sha256 = (utf8: string) => string;

export type ChainHead = { readonly seq: number; readonly hash: string };

export type ChainFault = 'gap' | 'prevHash' | 'hash';

export type ChainVerdict =
  | { readonly ok: true; readonly head: ChainHead }
  /** `seq` of the entry that does not fit, as that entry states it. */
  | { readonly ok: false; readonly seq: number; readonly reason: ChainFault };

/** The hash an entry must carry: of the canonical JSON of all its other fields. */
export function hashEntry(entry: Omit<JournalEntry, 'hash'>, sha256: Sha256): string {
  // Fields are picked by name: a caller's extra column must not change the hash.
  const covered = {
    seq: entry.seq,
    id: entry.id,
    type: entry.type,
    version: entry.version,
    atMs: entry.atMs,
    businessDay: entry.businessDay,
    actor: entry.actor,
    storeId: entry.storeId,
    registerId: entry.registerId,
    payload: entry.payload,
    prevHash: entry.prevHash,
  } satisfies Omit<JournalEntry, 'hash'>;
  return sha256(canonicalJson(covered));
}

/**
 * Walks entries in order from the first one expected (`start.seq`, whose prevHash must be
 * `start.prevHash`; GENESIS_HASH for entry 1) and stops at the first that does not fit: a number
 * missing or doubled (`gap`), tied to another predecessor (`prevHash`), or changed (`hash`).
 * Without entries the head is what came before: `start.seq − 1` and `start.prevHash`.
 */
export function verifyChain(
  entries: Iterable<JournalEntry>,
  start: { readonly seq: number; readonly prevHash: string },
  sha256: Sha256,
): ChainVerdict {
  let head: ChainHead = { seq: start.seq - 1, hash: start.prevHash };
  for (const entry of entries) {
    const fault = faultOf(entry, head, sha256);
    if (fault !== null) return { ok: false, seq: entry.seq, reason: fault };
    head = { seq: entry.seq, hash: entry.hash };
  }
  return { ok: true, head };
}

function faultOf(entry: JournalEntry, head: ChainHead, sha256: Sha256): ChainFault | null {
  if (entry.seq !== head.seq + 1) return 'gap';
  if (entry.prevHash !== head.hash) return 'prevHash';
  if (entry.hash !== hashEntry(entry, sha256)) return 'hash';
  return null;
}
