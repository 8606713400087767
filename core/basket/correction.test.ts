import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor, sum, ZERO } from '../money/minor.ts';
import { MILK, sampleSale } from '../testing/sample-day.ts';
import { lineVoid, passedLimit, quantityCut, type VoidLimits } from './correction.ts';

const COFFEE = { ...MILK, itemId: 'coffee', priceMinor: minor(30) };

function lineOf(pieces: number) {
  const [line] = sampleSale({ receiptSeq: 1, lines: [{ item: COFFEE, pieces }] }).lines;
  if (line === undefined) throw new Error('no line');
  return line;
}

describe('what is taken off before payment', () => {
  it('is one correction of 120 when five coffees at 30 are set to one', () => {
    expect(quantityCut(lineOf(5), 1000)).toEqual({
      kind: 'quantity',
      fromThousandths: 5000,
      toThousandths: 1000,
      amountMinor: 120,
    });
  });

  it('is one correction of the whole line when it is voided', () => {
    expect(lineVoid(lineOf(5))).toMatchObject({ kind: 'lineVoid', amountMinor: 150 });
  });

  it('adds up: whatever the way down, the corrections are what the line lost', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), steps, (first, then) => {
        let pieces = first;
        let lost = ZERO;
        let grown = 0;
        for (const next of then) {
          const cut = quantityCut(lineOf(pieces), next * 1000);
          expect(cut === null).toBe(next >= pieces);
          if (cut === null) grown += next - pieces;
          else lost = sum([lost, cut.amountMinor]);
          pieces = next;
        }
        expect(lost).toBe((first + grown - pieces) * 30);
      }),
    );
  });
});

describe('a limit', () => {
  const limits: VoidLimits = { amountMinor: 100, basketMinor: 150, basketCount: 3, shiftCount: 9 };
  const before = { basketMinor: minor(0), basketCount: 0, shiftCount: 0 };

  it('lets through what it names and asks from there on', () => {
    expect(passedLimit(limits, before, minor(100))).toBeNull();
    expect(passedLimit(limits, before, minor(101))?.rule).toBe('voidAmount');
    const half = { ...before, basketMinor: minor(60) };
    expect(passedLimit(limits, half, minor(90))).toBeNull();
    expect(passedLimit(limits, half, minor(91))?.rule).toBe('voidBasketAmount');
    expect(passedLimit(limits, { ...before, basketCount: 3 }, minor(1))?.rule).toBe(
      'voidBasketCount',
    );
    expect(passedLimit(limits, { ...before, shiftCount: 9 }, minor(1))?.rule).toBe(
      'voidShiftCount',
    );
  });

  it('is told with the rule that would be passed: whoever agrees sees what is asked', () => {
    const half = { ...before, basketMinor: minor(60) };
    const often = { ...before, basketCount: 3 };
    expect([
      passedLimit(limits, before, minor(101)),
      passedLimit(limits, half, minor(91)),
      passedLimit(limits, often, minor(1)),
      passedLimit(limits, { ...before, shiftCount: 9 }, minor(1)),
    ]).toEqual([
      { rule: 'voidAmount', facts: { limitMinor: 100 } },
      { rule: 'voidBasketAmount', facts: { limitMinor: 150 } },
      { rule: 'voidBasketCount', facts: { limit: 3 } },
      { rule: 'voidShiftCount', facts: { limit: 9 } },
    ]);
  });

  it('lets an empty basket go, whatever was taken off it before', () => {
    const much = { basketMinor: minor(999), basketCount: 99, shiftCount: 99 };
    expect(passedLimit(limits, much, minor(0))).toBeNull();
  });

  it('cannot be gone around line by line, and none is none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 12 }), (amounts) => {
        const none = { amountMinor: null, basketMinor: null, basketCount: null, shiftCount: null };
        let tally = before;
        for (const amount of amounts.map(minor)) {
          expect(passedLimit(none, tally, amount)).toBeNull();
          if (passedLimit(limits, tally, amount) !== null) continue;
          tally = {
            basketMinor: sum([tally.basketMinor, amount]),
            basketCount: tally.basketCount + 1,
            shiftCount: tally.shiftCount + 1,
          };
        }
        expect(tally.basketMinor).toBeLessThanOrEqual(150);
        expect(tally.basketCount).toBeLessThanOrEqual(3);
      }),
    );
  });
});
