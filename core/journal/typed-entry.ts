import { invariant } from '../assert.ts';
import type { JournalEntry } from './entry.ts';
import type { JournalPayloads, JournalType } from './events/all.ts';

/** An entry whose payload's shape is known from its type. */
export interface TypedEntry<K extends JournalType> extends JournalEntry {
  readonly type: K;
  readonly payload: JournalPayloads[K];
}

/**
 * Whether an entry is of this type, and then its payload's shape. The shape is what the writer
 * checked before it wrote, or head office before it accepted: this does not look inside. A
 * version this program does not know is a bug: reading it as version 1 would give wrong totals.
 */
export function isEntry<K extends JournalType>(
  entry: JournalEntry,
  type: K,
): entry is TypedEntry<K> {
  if (entry.type !== type) return false;
  invariant(entry.version === 1, `entry ${entry.seq}: unknown version of ${type}`);
  return true;
}
