import { add, type Minor, minor } from '../money/minor.ts';

/**
 * The most that anybody hands over for an amount: in a set of notes none of which could stay in the
 * purse, the amount without the largest note is less than what is due, so the set is less than what
 * is due and the largest note of the currency together. More was mistyped: an item's number, the
 * digits of a barcode, a point left out. A currency without notes has no such limit: null.
 */
export function mostCash(cashDueMinor: Minor, denominationsMinor: readonly number[]): Minor | null {
  const largest = denominationsMinor.reduce((most, each) => Math.max(most, each), 0);
  return largest === 0 ? null : add(cashDueMinor, minor(largest));
}
