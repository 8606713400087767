import type { TaxMode, TaxRounding, TaxTotal } from '../basket/types.ts';
import { invariant } from '../assert.ts';
import { add, type Minor, minor, subtract, ZERO } from '../money/minor.ts';
import { mulDiv } from '../money/mul-div.ts';

/** How a store's prices carry tax and where the tax is rounded. */
export interface TaxRule {
  readonly taxMode: TaxMode;
  readonly taxRounding: TaxRounding;
}

/** An amount as marked on the shelf, with the tax it is under. */
export interface TaxedAmount {
  readonly taxCode: string;
  readonly rateBp: number;
  readonly amountMinor: Minor;
}

export interface TaxSplit {
  readonly baseMinor: Minor;
  readonly taxMinor: Minor;
  /** base + tax: what the customer pays. */
  readonly grossMinor: Minor;
}

/**
 * Splits one amount. `inside`: the amount is gross, tax = amount × rate ÷ (1 + rate); `onTop`:
 * it is the base, tax = amount × rate. The tax is rounded, a half away from zero (HMRC
 * VATREC12030: retailers may not only round down), and the base is what is left, so that
 * base + tax = gross always.
 */
export function splitTax(amount: Minor, rateBp: number, mode: TaxMode): TaxSplit {
  return splitBy(amount, taxIn(amount, rateBp, mode), mode);
}

function taxIn(amount: Minor, rateBp: number, mode: TaxMode): Minor {
  invariant(Number.isSafeInteger(rateBp) && rateBp >= 0, `not a tax rate: ${rateBp}`);
  const per = mode === 'inside' ? 10_000 + rateBp : 10_000;
  return minor(mulDiv(amount, rateBp, per, 'halfUp'));
}

function splitBy(amount: Minor, taxMinor: Minor, mode: TaxMode): TaxSplit {
  return mode === 'inside'
    ? { baseMinor: subtract(amount, taxMinor), taxMinor, grossMinor: amount }
    : { baseMinor: amount, taxMinor, grossMinor: add(amount, taxMinor) };
}

/**
 * Tax per code and rate, highest rate first, then by code. `perLine` adds up taxes rounded on
 * each line; `perReceipt` rounds once on the sum of each code and rate. Both are lawful and give
 * different cents: the result is stored with the sale and never computed again for it.
 */
export function taxTotals(amounts: Iterable<TaxedAmount>, rule: TaxRule): TaxTotal[] {
  const { taxMode, taxRounding } = rule;
  const groups = new Map<string, TaxedAmount & { readonly taxMinor: Minor }>();
  for (const { taxCode, rateBp, amountMinor } of amounts) {
    const key = `${rateBp} ${taxCode}`;
    const before = groups.get(key);
    const taxMinor = taxRounding === 'perLine' ? taxIn(amountMinor, rateBp, taxMode) : ZERO;
    groups.set(key, {
      taxCode,
      rateBp,
      amountMinor: add(before?.amountMinor ?? ZERO, amountMinor),
      taxMinor: add(before?.taxMinor ?? ZERO, taxMinor),
    });
  }
  return [...groups.values()]
    .sort((a, b) => b.rateBp - a.rateBp || compareText(a.taxCode, b.taxCode))
    .map(({ taxCode, rateBp, amountMinor, taxMinor }) => ({
      taxCode,
      rateBp,
      ...(taxRounding === 'perLine'
        ? splitBy(amountMinor, taxMinor, taxMode)
        : splitTax(amountMinor, rateBp, taxMode)),
    }));
}

/** By UTF-16 unit, the same on every machine: a locale's order is not. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
