import type { CatalogueItem } from '../core/catalogue/types.ts';
import { printKey } from '../core/gs1/gtin.ts';

export type PlannedLine =
  | { readonly how: 'serial' | 'wedge'; readonly code: string; readonly amountMinor: number }
  | {
      readonly how: 'plu';
      readonly plu: string;
      readonly weightGrams: number;
      readonly amountMinor: number;
    };

export type PlannedPayment =
  | { readonly how: 'cashExact' }
  /** Hands over the next whole note above the total. */
  | { readonly how: 'cashNote' }
  | { readonly how: 'card' }
  /** The card is declined, then the customer pays cash. */
  | { readonly how: 'declinedThenCash' }
  /** A part by card, the rest in cash. */
  | { readonly how: 'split' };

export interface PlannedBasket {
  readonly lines: readonly PlannedLine[];
  readonly payment: PlannedPayment;
  /** The first line is scanned twice and one of them voided again. */
  readonly voidsALine: boolean;
  /** Parked after the first line and taken up again. */
  readonly parks: boolean;
  /** What the lines come to, added up here and not by the program that is watched. */
  readonly totalMinor: number;
}

const PAYMENTS: readonly PlannedPayment['how'][] = [
  'cashNote',
  'card',
  'cashExact',
  'card',
  'declinedThenCash',
  'cashNote',
  'split',
  'card',
];

/**
 * What the customers of the day buy and how they pay: the same items always give the same day.
 * Amounts are worked out here with whole numbers from the shelf prices, so that the register is
 * compared with a sum it did not make.
 */
export function planDay(items: readonly CatalogueItem[], baskets: number): PlannedBasket[] {
  const packed = items.filter((item) => item.unit === 'each' && item.codes.length > 0);
  const weighed = items.filter((item) => item.unit === 'kg' && item.plu !== null);
  return Array.from({ length: baskets }, (_, index) => {
    const count = 1 + ((index * 5) % 7);
    const lines: PlannedLine[] = Array.from({ length: count }, (_unused, line) => {
      const item = packed[(index * 37 + line * 101) % packed.length];
      if (item === undefined) throw new Error('the demo catalogue has no packed items');
      const [key] = item.codes;
      if (key === undefined) throw new Error(`item ${item.itemId} has no code`);
      const how = (index + line) % 3 === 0 ? 'wedge' : 'serial';
      return { how, code: printKey(key), amountMinor: item.priceMinor };
    });
    const loose = weighed[index % Math.max(1, weighed.length)];
    const plu = loose?.plu ?? null;
    if (index % 3 === 1 && loose !== undefined && plu !== null) {
      const weightGrams = 250 + ((index * 173) % 1500);
      // Half-up to the fen: price per kilogram × grams ÷ 1000.
      const amountMinor = Math.floor((loose.priceMinor * weightGrams * 2 + 1000) / 2000);
      lines.push({ how: 'plu', plu, weightGrams, amountMinor });
    }
    const how = PAYMENTS[index % PAYMENTS.length] ?? 'cashExact';
    return {
      lines,
      payment: { how },
      voidsALine: index % 9 === 4,
      parks: index % 11 === 5,
      totalMinor: lines.reduce((sum, line) => sum + line.amountMinor, 0),
    };
  });
}
