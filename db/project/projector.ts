import type { JournalEntry } from '../../core/journal/entry.ts';
import type { JournalPayloads, JournalType } from '../../core/journal/events/all.ts';

/** Brings the read tables from the entry before to this one. */
export type Project<T extends JournalType> = (
  payload: JournalPayloads[T],
  entry: JournalEntry,
) => void;

/** One projection for each type of entry: a new type does not compile until it has one. */
export type Projector = { readonly [T in JournalType]: Project<T> };

/** The projections of one area. */
export type Projections<T extends JournalType> = Pick<Projector, T>;

/** For an entry that changes no read table. */
export function nothing(): void {}

/** Told of a figure that an entry states and the entries before it do not make. */
export type NoteDifference = (seq: number, what: string) => void;
