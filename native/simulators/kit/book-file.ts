import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { BookEntry } from '../terminal/book-entry.ts';
import type { TerminalReceipt } from '../terminal/terminal-receipt.ts';

/** One thing that happened to the book; the file holds one a line. */
export type BookEvent =
  | {
      readonly event: 'authorised';
      readonly entry: BookEntry;
      readonly receipts?: readonly TerminalReceipt[];
    }
  | { readonly event: 'declined'; readonly entry: BookEntry }
  | { readonly event: 'acknowledged' | 'autoReversed' | 'takenBack'; readonly index: number }
  | {
      readonly event: 'batchClosed';
      readonly statusHex: string;
      readonly receipts?: readonly TerminalReceipt[];
    }
  | { readonly event: 'endOfDayFailed' };

/** Reads the events of a book's file; none when there is no file. Mends a cut last line. */
export function readEvents(path: string): BookEvent[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  // A line cut by a power cut must not swallow the next one written after it.
  if (text !== '' && !text.endsWith('\n')) appendSynced(path, '\n');
  return text.split('\n').flatMap((line) => parseEvent(line) ?? []);
}

/** Writes one event and waits until it is on the disk. */
export function writeEvent(path: string, event: BookEvent): void {
  appendSynced(path, `${JSON.stringify(event)}\n`);
}

function appendSynced(path: string, text: string): void {
  const file = openSync(path, 'a');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Reads one line of the file. A half-written last line, as after a power cut, counts as absent. */
function parseEvent(line: string): BookEvent | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as BookEvent;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
