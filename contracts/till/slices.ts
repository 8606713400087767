import type { z } from 'zod';
import type { lineSchema } from './selling.ts';
import type { DisplaySnapshot, TillSnapshot } from './snapshot.ts';

export type SnapshotLine = z.infer<typeof lineSchema>;

/**
 * A snapshot as it is sent: each of its fields is a slice, and the basket's lines, which may be
 * hundreds, are apart. Both ends keep the last one; a slice that did not change is not sent again.
 */
export interface Sliced<S> {
  readonly revision: number;
  readonly slices: S;
  readonly lines: readonly SnapshotLine[];
}

type BasketHead = Omit<NonNullable<TillSnapshot['basket']>, 'lines'>;
export type TillSlices = Omit<TillSnapshot, 'revision' | 'basket'> & {
  readonly basket: BasketHead | null;
};
export type DisplaySlices = Omit<DisplaySnapshot, 'revision' | 'lines'>;

/** What became of the lines: those that are not named stay where they stood. */
export interface LinesChange {
  readonly removed: string[];
  /** In the place of the line with the same `lineId`. */
  readonly replaced: SnapshotLine[];
  /** Behind all others, in this order. */
  readonly added: SnapshotLine[];
}

/**
 * What the service tells a window: what changed since the revision `base`, or the whole where it
 * cannot know what the window has.
 */
export type SnapshotNews<V, S> =
  | { readonly kind: 'whole'; readonly snapshot: V }
  | {
      readonly kind: 'change';
      readonly revision: number;
      /** The revision this follows: who has another one asks for the whole. */
      readonly base: number;
      readonly slices: Partial<S>;
      /** Null: none changed. */
      readonly lines: LinesChange | null;
    };

/** How a window's snapshot is cut into slices, and put together again. */
export interface Slicing<V, S> {
  cut(snapshot: V): Sliced<S>;
  join(sliced: Sliced<S>): V;
}

export const tillSlicing: Slicing<TillSnapshot, TillSlices> = {
  cut({ revision, basket, ...rest }) {
    if (basket === null) return { revision, slices: { ...rest, basket }, lines: [] };
    const { lines, ...head } = basket;
    return { revision, slices: { ...rest, basket: head }, lines };
  },
  join({ revision, slices, lines }) {
    const { basket, ...rest } = slices;
    return { revision, ...rest, basket: basket === null ? null : { ...basket, lines: [...lines] } };
  },
};

export const displaySlicing: Slicing<DisplaySnapshot, DisplaySlices> = {
  cut: ({ revision, lines, ...slices }) => ({ revision, slices, lines }),
  join: ({ revision, slices, lines }) => ({ revision, ...slices, lines: [...lines] }),
};
