import { invariant } from '../assert.ts';
import type { JournalEntry } from './entry.ts';
import { events, type JournalPayloads, type JournalType } from './events/all.ts';
import { readable } from './read-payload.ts';

/** An entry whose payload's shape is known from its type. */
export interface TypedEntry<K extends JournalType> extends JournalEntry {
  readonly type: K;
  readonly payload: JournalPayloads[K];
}

/**
 * Whether an entry is of this type, and then its payload's shape. The shape is what the writer
 * checked before it wrote, or head office before it accepted: this does not look inside. An entry
 * of another version than today's has to be `readable` first: read as it is it would give wrong totals.
 */
export function isEntry<K extends JournalType>(
  entry: JournalEntry,
  type: K,
): entry is TypedEntry<K> {
  if (entry.type !== type) return false;
  invariant(
    entry.version === events[type].version,
    `entry ${entry.seq}: unknown version of ${type}`,
  );
  return true;
}

/** The entry as today's program writes it, when it is of this type; else null. */
export function readAs<K extends JournalType>(
  entry: JournalEntry | undefined,
  type: K,
): TypedEntry<K> | null {
  if (entry?.type !== type) return null;
  const read = readable(entry);
  return isEntry(read, type) ? read : null;
}
