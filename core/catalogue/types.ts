import type { SaleUnit } from '../basket/types.ts';
import type { LocalText } from '../local-text.ts';
import type { CodeKey } from '../gs1/gtin.ts';
import type { Minor } from '../money/minor.ts';

/** One thing the store sells, as a catalogue file or publication states it. */
export interface CatalogueItem {
  readonly itemId: string;
  readonly name: LocalText;
  /**
   * What the file wants the name to be found by beside its own pinyin: lower case letters and digits,
   * several words apart by a blank; mostly empty.
   */
  readonly pinyin: string;
  readonly department: string;
  readonly taxCode: string;
  readonly unit: SaleUnit;
  /** Of one piece, or of one kilogram for `kg`. */
  readonly priceMinor: Minor;
  /** Four or five digits keyed by hand, or null. */
  readonly plu: string | null;
  /** What scanners read; in-store label items carry the zeroed code. */
  readonly codes: readonly CodeKey[];
  /** Years; null when anyone may buy it. */
  readonly minAge: number | null;
}
