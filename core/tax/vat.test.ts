import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor, sum } from '../money/minor.ts';
import { splitTax, taxTotals } from './vat.ts';

const amount = fc.integer({ min: -10_000_000, max: 10_000_000 }).map(minor);
const rate = fc.constantFrom(0, 100, 300, 600, 700, 900, 1300, 1900, 2000, 2100, 2550);
const mode = fc.constantFrom('inside' as const, 'onTop' as const);

describe('splitTax', () => {
  it('splits 21 % inside 11.90 into 9.83 + 2.07', () => {
    expect(splitTax(minor(1190), 2100, 'inside')).toEqual({
      baseMinor: 983,
      taxMinor: 207,
      grossMinor: 1190,
    });
  });

  it('puts 8.875 % on top', () => {
    expect(splitTax(minor(1000), 888, 'onTop')).toMatchObject({ taxMinor: 89, grossMinor: 1089 });
  });

  it('always gives parts that add up, and mirrors refunds', () => {
    fc.assert(
      fc.property(amount, rate, mode, (value, rateBp, taxMode) => {
        const split = splitTax(value, rateBp, taxMode);
        expect(split.baseMinor + split.taxMinor).toBe(split.grossMinor);
        expect(taxMode === 'inside' ? split.grossMinor : split.baseMinor).toBe(value);
        const refund = splitTax(minor(-value), rateBp, taxMode);
        expect(refund.taxMinor + split.taxMinor).toBe(0);
        if (rateBp === 0) expect(split.taxMinor).toBe(0);
      }),
    );
  });
});

describe('taxTotals', () => {
  const lines = fc.array(
    fc.record({ taxCode: fc.constantFrom('A', 'B', 'C'), rateBp: rate, amountMinor: amount }),
    { maxLength: 60 },
  );

  it('differs between per line and per receipt by the cents the law allows', () => {
    const two = [1, 2].map(() => ({ taxCode: 'A', rateBp: 2100, amountMinor: minor(1190) }));
    const inside = { taxMode: 'inside' } as const;
    expect(taxTotals(two, { ...inside, taxRounding: 'perLine' })).toEqual([
      { taxCode: 'A', rateBp: 2100, baseMinor: 1966, taxMinor: 414, grossMinor: 2380 },
    ]);
    expect(taxTotals(two, { ...inside, taxRounding: 'perReceipt' })).toEqual([
      { taxCode: 'A', rateBp: 2100, baseMinor: 1967, taxMinor: 413, grossMinor: 2380 },
    ]);
  });

  it('keeps one row per code and rate, highest rate first', () => {
    const rows = taxTotals(
      [
        { taxCode: 'B', rateBp: 900, amountMinor: minor(100) },
        { taxCode: 'Z', rateBp: 0, amountMinor: minor(100) },
        { taxCode: 'A', rateBp: 1300, amountMinor: minor(100) },
        { taxCode: 'B', rateBp: 900, amountMinor: minor(9) },
      ],
      { taxMode: 'inside', taxRounding: 'perReceipt' },
    );
    expect(rows.map((row) => [row.taxCode, row.grossMinor])).toEqual([
      ['A', 100],
      ['B', 109],
      ['Z', 100],
    ]);
  });

  it('adds up to the whole whatever the lines, the mode and the rounding', () => {
    const rounding = fc.constantFrom('perLine' as const, 'perReceipt' as const);
    fc.assert(
      fc.property(lines, mode, rounding, (list, taxMode, taxRounding) => {
        const rows = taxTotals(list, { taxMode, taxRounding });
        for (const row of rows) expect(row.baseMinor + row.taxMinor).toBe(row.grossMinor);
        const marked = sum(list.map((line) => line.amountMinor));
        const kept = rows.map((row) => (taxMode === 'inside' ? row.grossMinor : row.baseMinor));
        expect(sum(kept)).toBe(marked);
        const reversed = taxTotals([...list].reverse(), { taxMode, taxRounding });
        expect(reversed).toEqual(rows);
      }),
    );
  });
});
