import { canonicalJson } from '../core/journal/canonical.ts';
import { hashEntry } from '../core/journal/chain.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import { sha256 } from './sha256.ts';

/** In place of a line's first byte while what it begins is not on the disk yet: see `writeSealed`. */
export const UNSEALED = 0;

/** An append that was cut off before it was sealed begins with this line. */
export function isUnsealed(line: string): boolean {
  return line.charCodeAt(0) === UNSEALED;
}

/** The line an entry is in the second copy and in an export, with its line feed. */
export function lineOf(entry: JournalEntry): string {
  return `${canonicalJson(entry)}\n`;
}

/** The entry of a line when it is whole and carries its own hash, else null. */
export function entryOfLine(line: string): JournalEntry | null {
  const value = parseJson(line);
  if (!isEntry(value) || hashEntry(value, sha256) !== value.hash) return null;
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isEntry(value: unknown): value is JournalEntry {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const isText = (name: string): boolean => typeof fields.get(name) === 'string';
  const isNumber = (name: string): boolean => Number.isSafeInteger(fields.get(name));
  return (
    ['seq', 'version', 'atMs'].every(isNumber) &&
    ['id', 'type', 'actor', 'storeId', 'registerId', 'prevHash', 'hash'].every(isText) &&
    (isText('businessDay') || fields.get('businessDay') === null) &&
    fields.has('payload')
  );
}
