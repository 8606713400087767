import type { FileHandle } from 'node:fs/promises';
import type { ChainHead } from '../core/journal/chain.ts';
import { entryOfLine } from './entry-line.ts';

/** Far more than one append can leave torn: an append is flushed before the next one starts. */
const WINDOW_BYTES = 8 * 1024 * 1024;

export type TailVerdict =
  /** The copy agrees up to `seq`; good bytes end at `size`, what follows is a torn append. */
  | { readonly kind: 'agrees'; readonly seq: number; readonly size: number }
  /** It holds something this journal does not: must not be written over. */
  | { readonly kind: 'diverges'; readonly reason: string };

/**
 * Finds where a copy agrees with the journal, from its end backwards. Lines that are no whole
 * entry are what a power cut leaves of an append and may be cut off; a whole entry that the
 * journal does not have is somebody's truth and may not.
 */
export async function examineTail(
  file: FileHandle,
  hashAt: (seq: number) => string | null,
): Promise<TailVerdict> {
  const { size } = await file.stat();
  if (size === 0) return { kind: 'agrees', seq: 0, size: 0 };
  const start = Math.max(0, size - WINDOW_BYTES);
  const bytes = Buffer.alloc(size - start);
  await file.read(bytes, 0, bytes.length, start);

  let end = bytes.lastIndexOf(0x0a);
  while (end >= 0) {
    const lineStart = end === 0 ? 0 : bytes.lastIndexOf(0x0a, end - 1) + 1;
    const entry = entryOfLine(bytes.toString('utf8', lineStart, end));
    if (entry !== null) return compare(entry, hashAt(entry.seq), start + end + 1);
    end = lineStart - 1;
  }
  // No whole entry: a torn first line is a copy that was just begun, anything longer is not ours.
  return start === 0 && !bytes.includes(0x0a)
    ? { kind: 'agrees', seq: 0, size: 0 }
    : { kind: 'diverges', reason: 'it does not hold journal entries' };
}

function compare(entry: ChainHead, journalHash: string | null, size: number): TailVerdict {
  if (journalHash === entry.hash) return { kind: 'agrees', seq: entry.seq, size };
  const reason =
    journalHash === null
      ? `it ends with entry ${entry.seq}, which the database does not have`
      : `its entry ${entry.seq} is another one than the database's`;
  return { kind: 'diverges', reason };
}
