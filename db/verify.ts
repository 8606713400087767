import { canonicalJson } from '../core/journal/canonical.ts';
import { type ChainFault, type ChainHead, verifyChain } from '../core/journal/chain.ts';
import { GENESIS_HASH, type JournalEntry } from '../core/journal/entry.ts';
import type { ProvedEntries } from '../till/ports/store.ts';
import { entryOfRow, type JournalReader, type JournalRow } from './journal-rows.ts';
import { sha256 } from './sha256.ts';

export type JournalVerdict =
  | { readonly ok: true; readonly head: ChainHead }
  | { readonly ok: false; readonly seq: number; readonly reason: ChainFault | 'payload' };

/** A row whose payload is not the canonical JSON text that `append` writes. */
class PayloadChanged extends Error {
  override readonly name = 'PayloadChanged';
  readonly seq: number;
  constructor(seq: number) {
    super(`the payload text of entry ${seq} has changed`);
    this.seq = seq;
  }
}

/**
 * Checks the stored journal from entry `from` on, byte for byte: the hash covers the meaning of
 * a payload, and the stored text must be the one text of that meaning (RFC 8785). From 1 the
 * whole chain is proved; from later on, that the rest follows from the entry before.
 */
export function verifyJournal(reader: JournalReader, from = 1): JournalVerdict {
  const before = from === 1 ? undefined : reader.entries(from - 1, from - 1)[0];
  const start = { seq: from, prevHash: before?.hash ?? GENESIS_HASH };
  try {
    return verifyChain(exactEntries(reader.rows(from)), start, sha256);
  } catch (error) {
    if (error instanceof PayloadChanged) return { ok: false, seq: error.seq, reason: 'payload' };
    throw error;
  }
}

/**
 * Reads entries `from` to `to` and proves, byte for byte, that each follows from the one before:
 * the first of them from `prevHash`. Fewer than asked for, where the journal ends.
 */
export function provedEntries(
  reader: JournalReader,
  { from, to, prevHash }: { from: number; to: number; prevHash: string },
): ProvedEntries {
  const entries: JournalEntry[] = [];
  try {
    const read = kept(exactEntries(reader.slice(from, to)), entries);
    const verdict = verifyChain(read, { seq: from, prevHash }, sha256);
    return verdict.ok ? { ok: true, entries } : verdict;
  } catch (error) {
    if (error instanceof PayloadChanged) return { ok: false, seq: error.seq, reason: 'payload' };
    throw error;
  }
}

function* kept(entries: Iterable<JournalEntry>, into: JournalEntry[]) {
  for (const entry of entries) {
    into.push(entry);
    yield entry;
  }
}

function* exactEntries(rows: Iterable<JournalRow>): IterableIterator<JournalEntry> {
  for (const row of rows) {
    const entry = parse(row);
    if (entry === null || canonicalJson(entry.payload) !== row.payload) {
      throw new PayloadChanged(row.seq);
    }
    yield entry;
  }
}

function parse(row: JournalRow): JournalEntry | null {
  try {
    return entryOfRow(row);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
