import type { FileHandle } from 'node:fs/promises';
import type { ChainHead } from '../core/journal/chain.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import { entryOfLine, UNSEALED } from './entry-line.ts';
import type { RegisterIdentity } from './journal.ts';

/** Far more than one append can leave torn: an append is flushed before the next one starts. */
const WINDOW_BYTES = 8 * 1024 * 1024;

const UNSEALED_LINE = Buffer.of(0x0a, UNSEALED);

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
  /** The lines that a copy of this journal begins with: more than its first append held. */
  readonly beginning: () => Uint8Array;
  /** The disk has our mark: what is on it under the copy's name was written by us. */
  readonly onOurDisk: boolean;
}

/**
 * Finds where a copy agrees with the journal, from its end backwards. Lines that are no whole
 * entry are what a power cut leaves of an append and may be cut off; a whole entry that the
 * journal does not have is somebody's truth and may not. Changes nothing.
 */
export async function examineTail(file: FileHandle, judge: TailJudge): Promise<TailVerdict> {
  const { size } = await file.stat();
  const start = Math.max(0, size - WINDOW_BYTES);
  const bytes = Buffer.alloc(size - start);
  await file.read(bytes, 0, bytes.length, start);

  const sealed = sealedEnd(bytes, start);
  const unknown = newestUnknown(bytes.subarray(sealed), judge);
  if (unknown !== null) return { kind: 'opposes', head: unknown };
  let end = bytes.subarray(0, sealed).lastIndexOf(0x0a);
  while (end > 0) {
    const lineStart = bytes.lastIndexOf(0x0a, end - 1) + 1;
    const entry = entryOfLine(bytes.toString('utf8', lineStart, end));
    if (entry !== null) return compare(entry, judge, start + end + 1);
    end = lineStart - 1;
  }
  const isBegun = start === 0 && isOurBeginning(bytes, judge);
  if (isBegun) return { kind: 'agrees', seq: 0, size: 0 };
  return { kind: 'foreign', reason: 'it does not hold journal entries' };
}

/** Where an append begins that was cut off before it was sealed: nothing of it was ever confirmed. */
function sealedEnd(bytes: Buffer, start: number): number {
  if (start === 0 && bytes[0] === UNSEALED) return 0;
  const lineFeed = bytes.indexOf(UNSEALED_LINE);
  return lineFeed < 0 ? bytes.length : lineFeed + 1;
}

/**
 * The newest whole entry of these bytes that this journal does not have. What is appended was committed
 * before, so a torn append has none: what has one was damaged in its middle, and nothing is cut off.
 */
function newestUnknown(bytes: Buffer, { hashAt, identity }: TailJudge): ChainHead | null {
  let newest: ChainHead | null = null;
  for (const line of bytes.toString('utf8').split('\n')) {
    const entry = entryOfLine(line);
    if (entry === null || entry.registerId !== identity.registerId) continue;
    const { seq, hash } = entry;
    if (hashAt(seq) !== hash) newest = { seq, hash };
  }
  return newest;
}

/**
 * Whether these are bytes that a power cut leaves of a copy's first append, and nothing else: the
 * beginning of our own lines, on our own disk also with holes. Whatever else it is, it is somebody's.
 */
function isOurBeginning(bytes: Buffer, judge: TailJudge): boolean {
  const lines = judge.beginning();
  if (bytes.length > lines.length) return false;
  return bytes.every((byte, at) => byte === lines[at] || (judge.onOurDisk && byte === UNSEALED));
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
