import { closeSync, openSync, readSync } from 'node:fs';
import { type ChainFault, type ChainHead, verifyChain } from '../core/journal/chain.ts';
import { GENESIS_HASH, type JournalEntry } from '../core/journal/entry.ts';
import { entryOfLine, isUnsealed } from './entry-line.ts';
import { sha256 } from './sha256.ts';

export type CopyVerdict =
  | { readonly ok: true; readonly head: ChainHead; readonly torn: boolean }
  /** `line` counts from 1. `entry`: the line is no whole journal entry. */
  | { readonly ok: false; readonly line: number; readonly reason: ChainFault | 'entry' };

const READ_BYTES = 1024 * 1024;

/** A whole line that is no entry: the copy is damaged before its end. */
class BadLine extends Error {
  override readonly name = 'BadLine';
}

/**
 * Reads a second copy (or an export that starts with entry 1) from start to end and proves its
 * chain, handing each entry to `use` as it goes. An append that a power cut tore (a last line that is
 * not whole, or one that was never sealed) ends the file and is reported as `torn`.
 */
export function readCopy(path: string, use: (entry: JournalEntry) => void): CopyVerdict {
  let line = 0;
  let torn = false;
  function* entries(): IterableIterator<JournalEntry> {
    for (const { text, ended } of linesOf(path)) {
      // An append that was cut off before it was sealed, with whatever stands behind its first byte.
      if (isUnsealed(text)) {
        torn = true;
        return;
      }
      const entry = entryOfLine(text);
      if (entry === null && !ended) {
        torn = true;
        return;
      }
      line += 1;
      if (entry === null) throw new BadLine();
      yield entry;
    }
  }
  try {
    const verdict = verifyChain(handedOn(entries(), use), START, sha256);
    if (!verdict.ok) return { ok: false, line, reason: verdict.reason };
    return { ok: true, head: verdict.head, torn };
  } catch (error) {
    if (error instanceof BadLine) return { ok: false, line, reason: 'entry' };
    throw error;
  }
}

const START = { seq: 1, prevHash: GENESIS_HASH };

/** `verifyChain` asks for the next entry only when it has accepted this one. */
function* handedOn(
  entries: Iterable<JournalEntry>,
  use: (entry: JournalEntry) => void,
): IterableIterator<JournalEntry> {
  for (const entry of entries) {
    yield entry;
    use(entry);
  }
}

/** The lines of a file one after the other, whatever its size; the last may have no end. */
export function* linesOf(path: string): IterableIterator<{ text: string; ended: boolean }> {
  const file = openSync(path, 'r');
  try {
    const block = Buffer.alloc(READ_BYTES);
    let rest = Buffer.alloc(0);
    for (;;) {
      const count = readSync(file, block, 0, block.length, null);
      if (count === 0) break;
      // Split at bytes, not characters: a block may end inside one.
      let bytes = Buffer.concat([rest, block.subarray(0, count)]);
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
        yield { text: bytes.toString('utf8', 0, end), ended: true };
        bytes = bytes.subarray(end + 1);
      }
      rest = Buffer.from(bytes);
    }
    if (rest.length > 0) yield { text: rest.toString('utf8'), ended: false };
  } finally {
    closeSync(file);
  }
}
