import type { FileHandle } from 'node:fs/promises';
import type { ChainHead } from '../core/journal/chain.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import { entryOfLine } from './entry-line.ts';
import type { RegisterIdentity } from './journal.ts';

/** Far more than one append can leave torn: an append is flushed before the next one starts. */
const WINDOW_BYTES = 8 * 1024 * 1024;

export type TailVerdict =
  /** The copy agrees up to `seq`; good bytes end at `size`, what follows is a torn append. */
  | { readonly kind: 'agrees'; readonly seq: number; readonly size: number }
  /** It holds something of this register that this journal does not: it speaks against the database. */
  | { readonly kind: 'opposes'; readonly head: ChainHead }
  /** No journal, or another register's: not ours to rename or to write to. */
  | { readonly kind: 'foreign'; readonly reason: string };

export interface TailJudge {
  readonly hashAt: (seq: number) => string | null;
  readonly identity: RegisterIdentity;
}

/**
 * Finds where a copy agrees with the journal, from its end backwards. Lines that are no whole
 * entry are what a power cut leaves of an append and may be cut off; a whole entry that the
 * journal does not have is somebody's truth and may not. Changes nothing.
 */
export async function examineTail(file: FileHandle, judge: TailJudge): Promise<TailVerdict> {
  const { size } = await file.stat();
  if (size === 0) return { kind: 'agrees', seq: 0, size: 0 };
  const start = Math.max(0, size - WINDOW_BYTES);
  const bytes = Buffer.alloc(size - start);
  await file.read(bytes, 0, bytes.length, start);

  let end = bytes.lastIndexOf(0x0a);
  while (end >= 0) {
    const lineStart = end === 0 ? 0 : bytes.lastIndexOf(0x0a, end - 1) + 1;
    const entry = entryOfLine(bytes.toString('utf8', lineStart, end));
    if (entry !== null) return compare(entry, judge, start + end + 1);
    end = lineStart - 1;
  }
  // No whole entry: a torn first line is a copy that was just begun, anything longer is not ours.
  return start === 0 && !bytes.includes(0x0a)
    ? { kind: 'agrees', seq: 0, size: 0 }
    : { kind: 'foreign', reason: 'it does not hold journal entries' };
}

function compare(entry: JournalEntry, judge: TailJudge, size: number): TailVerdict {
  const { seq, hash, storeId, registerId } = entry;
  const { identity } = judge;
  if (storeId !== identity.storeId || registerId !== identity.registerId) {
    return { kind: 'foreign', reason: `it is the journal of register ${storeId}-${registerId}` };
  }
  return judge.hashAt(seq) === hash
    ? { kind: 'agrees', seq, size }
    : { kind: 'opposes', head: { seq, hash } };
}
