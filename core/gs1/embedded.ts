import { invariant } from '../assert.ts';
import { type Minor, minor } from '../money/minor.ts';
import { mulDiv } from '../money/mul-div.ts';
import { type CodeKey, gtinKey, withCheckDigit } from './gtin.ts';
import type { EmbeddedRule, RegionLayout } from './region-layouts.ts';
import { verifierDigit } from './verifier.ts';

/** What an in-store label says: exactly one of price, weight and count is set. */
export interface EmbeddedCode {
  readonly kind: 'embedded';
  /** The code with value and verifier zeroed and its check digit made anew: the item's key. */
  readonly key: CodeKey;
  readonly priceMinor: Minor | null;
  readonly weightGrams: number | null;
  readonly count: number | null;
}

export type EmbeddedRefusal = 'verifier' | 'noValue';

/**
 * Reads an EAN-13 whose check digit was proven by the region's layout; `null` when no rule
 * matches its prefix. A wrong verifier is refused, and so is a value of 0: a label that failed
 * to print its price would otherwise sell for nothing.
 */
export function parseEmbedded(
  ean13: string,
  layout: RegionLayout,
): EmbeddedCode | { readonly kind: 'refused'; readonly reason: EmbeddedRefusal } | null {
  invariant(/^\d{13}$/.test(ean13), `not an EAN-13: ${ean13}`);
  const rule = layout.rules.find((candidate) => ean13.startsWith(prefixOf(candidate)));
  if (rule === undefined) return null;
  const field = valueField(rule);
  const digits = ean13.slice(field.from, field.to);
  const verifierAt = rule.pattern.indexOf('V');
  if (verifierAt >= 0 && ean13[verifierAt] !== verifierDigit(digits)) {
    return { kind: 'refused', reason: 'verifier' };
  }
  const value = Number(digits) * rule.times;
  if (value === 0) return { kind: 'refused', reason: 'noValue' };
  return {
    kind: 'embedded',
    key: keyOf(rule, ean13),
    priceMinor: field.letter === 'P' ? minor(value) : null,
    weightGrams: field.letter === 'W' ? value : null,
    count: field.letter === 'N' ? value : null,
  };
}

/**
 * The label a shop's scale would print: the first rule of the layout that carries this kind of
 * value and whose prefix the item's zeroed code begins with. For tests, simulators and demos.
 */
export function printEmbedded(
  itemCode: string,
  letter: 'P' | 'W' | 'N',
  value: number,
  layout: RegionLayout,
): string | null {
  const rule = layout.rules.find(
    (candidate) =>
      itemCode.startsWith(prefixOf(candidate)) && valueField(candidate).letter === letter,
  );
  if (rule === undefined || value % rule.times !== 0) return null;
  const { from, to } = valueField(rule);
  const steps = mulDiv(value, 1, rule.times, 'down');
  const digits = String(steps).padStart(to - from, '0');
  if (digits.length !== to - from) return null;
  const verifierAt = rule.pattern.indexOf('V');
  const code = [...itemCode.slice(0, 12)];
  code.splice(from, to - from, ...digits);
  if (verifierAt >= 0) code[verifierAt] = verifierDigit(digits);
  return withCheckDigit(code.join(''));
}

/** Zeroes value and verifier; the result is itself a valid EAN-13. */
function keyOf(rule: EmbeddedRule, ean13: string): CodeKey {
  const zeroed = [...ean13.slice(0, 12)].map((digit, at) =>
    'VPWN'.includes(rule.pattern[at] ?? '') ? '0' : digit,
  );
  const key = gtinKey(withCheckDigit(zeroed.join('')));
  invariant(key.ok, 'a zeroed code is a GTIN');
  return key.value;
}

function prefixOf(rule: EmbeddedRule): string {
  return rule.pattern.slice(0, rule.pattern.search(/\D/));
}

function valueField(rule: EmbeddedRule): { from: number; to: number; letter: 'P' | 'W' | 'N' } {
  const match = /P+|W+|N+/.exec(rule.pattern);
  const letter = match?.[0][0];
  invariant(
    match !== null && (letter === 'P' || letter === 'W' || letter === 'N'),
    `pattern without a value: ${rule.pattern}`,
  );
  return { from: match.index, to: match.index + match[0].length, letter };
}
