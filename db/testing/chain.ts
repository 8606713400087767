import { hashEntry } from '../../core/journal/chain.ts';
import { GENESIS_HASH, type JournalEntry } from '../../core/journal/entry.ts';
import { sha256 } from '../sha256.ts';

/** What a test says of an entry; number, predecessor and hash follow from its place. */
export type ChainPart = Pick<JournalEntry, 'type' | 'payload'> & Partial<JournalEntry>;

/** An entry with the hash that its content has, whatever that is. */
export function sealed(entry: Omit<JournalEntry, 'hash'>): JournalEntry {
  return { ...entry, hash: hashEntry(entry, sha256) };
}

/** Entries of register S001-3, each tied to the one before, behind `before`. */
export function chainOf(
  parts: readonly ChainPart[],
  before: readonly JournalEntry[] = [],
): JournalEntry[] {
  const chain = [...before];
  for (const part of parts) {
    const seq = (chain.at(-1)?.seq ?? 0) + 1;
    chain.push(
      sealed({
        seq,
        id: `01920000-0000-7000-8000-${String(seq + 900).padStart(12, '0')}`,
        version: 1,
        atMs: seq * 1_000,
        businessDay: '2026-03-01',
        actor: '1001',
        storeId: 'S001',
        registerId: '3',
        prevHash: chain.at(-1)?.hash ?? GENESIS_HASH,
        ...part,
      }),
    );
  }
  return chain;
}
