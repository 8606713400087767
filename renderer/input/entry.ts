import { parseAmount } from '../../core/money/format.ts';

/** What a number field accepts. */
export interface EntryRules {
  readonly maxChars: number;
  /** Digits after the point; 0 = no point. */
  readonly decimals: number;
}

/** A key of the number pad. */
export type PadKey = 'back' | 'clear' | (string & {});

/** Barcodes, PLUs, quantities and weights typed on the sale screen. */
export const SALE_ENTRY: EntryRules = { maxChars: 18, decimals: 3 };

/** Applies one key to what is typed. A key that makes no number leaves it as it is. */
export function pressPad(text: string, key: PadKey, rules: EntryRules): string {
  if (key === 'clear') return '';
  if (key === 'back') return text.slice(0, -1);
  if (key === '.') {
    if (rules.decimals === 0 || text.includes('.')) return text;
    return `${text === '' ? '0' : text}.`;
  }
  if (!/^\d{1,2}$/.test(key)) return text;
  let next = text;
  for (const digit of key) {
    const places = next.split('.')[1];
    if (next.length >= rules.maxChars) return next;
    if (places !== undefined && places.length >= rules.decimals) return next;
    next += digit;
  }
  return next;
}

/** Reads an amount of money; null when it is empty or no amount of this currency. */
export function readAmount(text: string, decimals: number): number | null {
  const places = decimals === 0 || decimals === 3 ? decimals : 2;
  const parsed = parseAmount(text, places);
  return parsed.ok ? parsed.value : null;
}

/** Reads "1.254" as 1254: kilograms to grams, pieces to thousandths. Null when not above zero. */
export function readThousandths(text: string): number | null {
  const parsed = parseAmount(text, 3);
  return parsed.ok && parsed.value > 0 ? parsed.value : null;
}

/** The heaviest that a line may have. */
const MAX_GRAMS = 99_999;

/**
 * Reads a weight as grams: "1.254" is kilograms as they stand on a scale, and so is a whole number
 * of up to two digits; three and more digits without a point can only be grams, for nothing of 100
 * kilograms is sold here. Null for anything else.
 */
export function readWeight(text: string): number | null {
  const grams = /^\d{3,5}$/.test(text) ? Number(text) : readThousandths(text);
  return grams === null || grams < 1 || grams > MAX_GRAMS ? null : grams;
}

/** What Enter does with what is typed on the sale screen. */
export type SaleEntry =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'plu'; readonly plu: string }
  /** The digits under a barcode that the scanner cannot read. */
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'nonsense' };

/** Eight digits are the shortest code (EAN-8, GS1 General Specifications §5.2); less is a PLU. */
export function readSaleEntry(text: string): SaleEntry {
  if (text === '') return { kind: 'nothing' };
  if (/^\d{1,7}$/.test(text)) return { kind: 'plu', plu: text };
  if (/^\d{8,18}$/.test(text)) return { kind: 'code', code: text };
  return { kind: 'nonsense' };
}

/** What a number typed before a quick key means for that item. */
export type QuickEntry =
  | { readonly kind: 'one' }
  | { readonly kind: 'quantity'; readonly quantityThousandths: number }
  | { readonly kind: 'weight'; readonly weightGrams: number }
  /** A weighed item without a weight: ask. */
  | { readonly kind: 'askWeight' }
  /** Longer than any quantity: it was meant as a number of an item. */
  | { readonly kind: 'nonsense' };

/** "6" then a quick key: six of it; "1.254" then a weighed one: 1.254 kg. */
export function readQuickEntry(text: string, unit: 'each' | 'kg'): QuickEntry {
  if (unit === 'kg') {
    if (text === '') return { kind: 'askWeight' };
    // Not grams here: digits without a point before a quick key are an item's number more often.
    const weightGrams = readThousandths(text);
    return weightGrams === null || weightGrams > MAX_GRAMS
      ? { kind: 'nonsense' }
      : { kind: 'weight', weightGrams };
  }
  if (text === '') return { kind: 'one' };
  const pieces = readPieces(text);
  return pieces === null || text.length > 2
    ? { kind: 'nonsense' }
    : { kind: 'quantity', quantityThousandths: pieces };
}

/** Reads a number of pieces, 1 to 9999, as thousandths; null for anything else. */
export function readPieces(text: string): number | null {
  if (!/^\d{1,4}$/.test(text)) return null;
  return readThousandths(text);
}
