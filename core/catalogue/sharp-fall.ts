/** Fewer than this are counted by hand: a small shop may drop them any day. */
const FEWEST_GONE = 5;

/**
 * Whether a catalogue would lose so many items that somebody has to agree: more than a tenth of
 * them, and at least five. A supplier's file of one department in place of all looks like this.
 */
export function isSharpFall(itemsNow: number, itemsInFile: number): boolean {
  const gone = itemsNow - itemsInFile;
  return gone >= FEWEST_GONE && gone * 10 > itemsNow;
}
