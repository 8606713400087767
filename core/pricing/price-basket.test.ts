import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldBasket, growingFold } from '../basket/fold.ts';
import type { BasketEvent, BasketLine, UnitAmount } from '../basket/types.ts';
import { minor, subtract, sum } from '../money/minor.ts';
import { APPLES, MILK, sampleEvents, type SampleLine, sampleSale } from '../testing/sample-day.ts';
import { THREE_MILK_FOR_TWO as RULE, threeForTwo } from '../testing/three-for-two.ts';
import { withPromotion } from '../testing/with-promotion.ts';
import { checkSale } from '../upload/build.ts';
import { checkLine } from './check-line.ts';
import { amountByModifiers, priceBasket } from './price-basket.ts';
import { sharedByUnit, sumOfUnits, unitAmounts } from './unit-amounts.ts';

withPromotion('threeForTwo', threeForTwo);

const TAX_RULE = { taxMode: 'inside', taxRounding: 'perReceipt' } as const;

const eachUnit = (amounts: readonly UnitAmount[]) =>
  amounts.flatMap(({ units, amountMinor }) => Array.from({ length: units }, () => amountMinor));

describe('priceBasket', () => {
  it('takes a third off, and says of each unit what was paid', () => {
    const [line] = sampleSale({
      receiptSeq: 1,
      lines: [{ item: MILK, pieces: 4 }],
      promotions: [RULE],
    }).lines;
    expect(line).toMatchObject({
      amountMinor: 1950,
      modifiers: [
        {
          sequence: 1,
          kind: 'threeForTwo',
          ruleId: 'milk-3-2',
          version: 4,
          text: RULE.text,
          amountMinor: 650,
        },
      ],
      unitAmounts: [
        { units: 2, amountMinor: 488 },
        { units: 2, amountMinor: 487 },
      ],
    });
  });

  it('stores nothing of a line from which nothing is taken off', () => {
    const { lines } = sampleSale({
      receiptSeq: 1,
      lines: [
        { item: MILK, pieces: 2 },
        { item: APPLES, weightGrams: 400 },
      ],
      promotions: [RULE],
    });
    for (const line of lines) {
      expect(Object.keys(line)).not.toContain('modifiers');
      expect(Object.keys(line)).not.toContain('unitAmounts');
    }
  });

  it('counts no voided line, and takes an unknown kind for a bug', () => {
    const lines = [
      { item: MILK, pieces: 2 },
      { item: MILK, voided: true },
    ];
    expect(sampleSale({ receiptSeq: 1, lines, promotions: [RULE] }).totalMinor).toBe(1300);
    const promotions = [{ ...RULE, kind: 'nothing' }];
    expect(() => sampleSale({ receiptSeq: 1, lines, promotions })).toThrow('no promotion of kind');
  });

  const anyLine = fc.oneof(
    fc.record({
      item: fc
        .integer({ min: 1, max: 99_999 })
        .map((price) => ({ ...MILK, priceMinor: minor(price) })),
      pieces: fc.integer({ min: 1, max: 30 }),
      voided: fc.boolean(),
    }),
    fc.record({
      item: fc.constant(MILK),
      pieces: fc.integer({ min: 1, max: 9 }),
      // The label's own price, far from that of the shelf.
      labelPriceMinor: fc.integer({ min: 1, max: 99_999 }).map(minor),
    }),
    fc.record({ item: fc.constant(APPLES), weightGrams: fc.integer({ min: 1, max: 9_999 }) }),
  );
  const anyTaxRule = fc.record({
    taxMode: fc.constantFrom('inside', 'onTop'),
    taxRounding: fc.constantFrom('perLine', 'perReceipt'),
  });
  const anyLines = fc.array(anyLine, { minLength: 1, maxLength: 6 });

  it('makes sales that the check takes, with a price for each unit', () => {
    fc.assert(
      fc.property(anyLines, anyTaxRule, (lines, taxRule) => {
        const sale = sampleSale({ receiptSeq: 1, lines, ...taxRule, promotions: [RULE, RULE] });
        expect(checkSale(sale)).toEqual([]);
        for (const line of sale.lines) {
          expect(amountByModifiers(line)).toBe(line.amountMinor);
          expect(sumOfUnits(unitAmounts(line))).toBe(line.amountMinor);
        }
      }),
    );
  });

  it('keeps every line whose price did not change, and changes each whose price did', () => {
    const book = { taxRule: TAX_RULE, promotions: [RULE] };
    const events = sampleEvents([
      { item: APPLES, weightGrams: 500 },
      { item: MILK },
      { item: MILK },
    ]);
    const added = (line: SampleLine, lineId: string): BasketEvent => {
      const [, event] = sampleEvents([line]);
      if (event?.type !== 'lineAdded') throw new Error('no line');
      return { ...event, lineId };
    };
    const fold = growingFold();
    const at = (length: number) => priceBasket(fold(events.slice(0, length)), book);
    const before = at(4);
    expect(at(4)).toBe(before);
    events.push(added({ item: MILK }, 'third'));
    const after = at(5);
    expect(after.basket.lines[0]).toBe(before.basket.lines[0]);
    expect(after.basket.lines.map(({ amountMinor }) => amountMinor)).toEqual([495, 433, 433, 434]);
    events.push(added({ item: APPLES, weightGrams: 500 }, 'more'));
    const later = at(6).basket.lines;
    expect(later.slice(0, 4).every((line, index) => line === after.basket.lines[index])).toBe(true);
    events.push({ type: 'lineVoided', lineId: 'third' });
    const voided = at(7);
    expect(voided.basket.lines.map(({ amountMinor }) => amountMinor)).toEqual([
      495, 650, 650, 650, 495,
    ]);
    expect(voided.totals.goodsMinor).toBe(2290);
    // Another book prices it anew.
    expect(priceBasket(fold(events), { ...book, promotions: [] }).totals.goodsMinor).toBe(2290);
    const dearer = { ...book, taxRule: { ...TAX_RULE, taxMode: 'onTop' as const } };
    expect(priceBasket(fold(events), dearer).totals.totalMinor).toBeGreaterThan(2290);
  });

  it('is the same whether the basket grew or came at once', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const fold = growingFold();
        const book = { taxRule: TAX_RULE, promotions: [RULE, RULE] };
        const events = sampleEvents(lines);
        events.forEach((_, index) => {
          const some = events.slice(0, index + 1);
          const grown = priceBasket(fold(some), book);
          expect(grown).toEqual(priceBasket(foldBasket(structuredClone(some)), { ...book }));
        });
      }),
    );
  });

  const anyQuantity = fc.oneof(
    fc.integer({ min: -9_999, max: 9_999 }).map((pieces) => pieces * 1000),
    fc.integer({ min: -9_999_999, max: 9_999_999 }),
  );

  it('shares any amount among any units to the last cent, no unit a whole cent apart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9_999_999, max: 9_999_999 }),
        anyQuantity,
        fc.constantFrom(MILK, APPLES),
        (amount, quantityThousandths, item) => {
          const line = { item, quantityThousandths, amountMinor: minor(amount) };
          const shares = sharedByUnit(line);
          const units = Math.max(1, Math.ceil(Math.abs(quantityThousandths) / 1000));
          expect(sumOfUnits(shares)).toBe(amount);
          expect(eachUnit(shares)).toHaveLength(item === APPLES ? 1 : units);
          expect(shares.length).toBeLessThanOrEqual(2);
          const [first = 0, last = first] = shares.map(({ amountMinor }) => amountMinor);
          expect(Math.abs(first) - Math.abs(last)).toBeOneOf(shares.length === 1 ? [0] : [1]);
        },
      ),
    );
  });

  it('shares among more units than a computer could list', () => {
    const line = { item: MILK, quantityThousandths: 9e15, amountMinor: minor(-2) };
    expect(sharedByUnit(line)).toEqual([
      { units: 2, amountMinor: -1 },
      { units: 9e12 - 2, amountMinor: 0 },
    ]);
  });

  it('refunds any units first and the others then: together it is what was paid', () => {
    const picks = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(anyLines, picks, (lines, isFirst) => {
        const sale = sampleSale({ receiptSeq: 1, lines, promotions: [RULE] });
        const open = sale.lines.filter(({ voided }) => !voided);
        const refunded = [true, false].map((first) =>
          sum(
            open.flatMap((line) =>
              eachUnit(unitAmounts(line)).filter((_, unit) => isFirst[unit] === first),
            ),
          ),
        );
        expect(sum(refunded)).toBe(sum(open.map(({ amountMinor }) => amountMinor)));
      }),
    );
  });
});

describe('checkSale', () => {
  const sale = sampleSale({
    receiptSeq: 1,
    lines: [{ item: MILK, pieces: 3 }],
    promotions: [RULE],
  });
  const [line] = sale.lines;
  const [modifier] = line?.modifiers ?? [];
  const [run] = line?.unitAmounts ?? [];
  if (line === undefined || modifier === undefined || run === undefined) throw new Error('parts');

  it.each([
    ['more taken off', { modifiers: [{ ...modifier, amountMinor: minor(651) }] }],
    ['a modifier twice', { modifiers: [modifier, modifier] }],
    ['no modifier', { modifiers: undefined }],
    ['an empty list of modifiers', { modifiers: [], amountMinor: minor(1950) }],
    ['the shelf amount', { amountMinor: minor(1950) }],
    ['a unit too few', { unitAmounts: [{ ...run, units: run.units - 1 }] }],
    [
      'another unit amount',
      { unitAmounts: [{ ...run, amountMinor: subtract(run.amountMinor, minor(1)) }] },
    ],
    ['no unit amounts', { unitAmounts: undefined }],
  ])('sees %s', (_, change) => {
    expect(checkSale(sale)).toEqual([]);
    expect(checkSale({ ...sale, lines: [{ ...line, ...change }] })).not.toEqual([]);
  });

  /** A line that costs this much by what is taken off it, each unit paid with its share. */
  const reducedBy = (...amounts: [sequence: number, amountMinor: number][]): BasketLine => {
    const modifiers = amounts.map(([sequence, amountMinor]) => ({
      ...modifier,
      sequence,
      amountMinor: minor(amountMinor),
    }));
    const amountMinor = amountByModifiers({ ...line, modifiers });
    const reduced = { ...line, modifiers, amountMinor };
    return { ...reduced, unitAmounts: sharedByUnit(reduced) };
  };

  it.each<[string, BasketLine, boolean]>([
    ['two that follow each other', reducedBy([1, 600], [2, 50]), true],
    ['all of it', reducedBy([1, 1950]), true],
    ['one that begins at 2', reducedBy([2, 650]), false],
    ['two in another order', reducedBy([2, 600], [1, 50]), false],
    ['one that takes off nothing', reducedBy([1, 650], [2, 0]), false],
    ['one that makes it dearer', reducedBy([1, 700], [2, -50]), false],
    ['more than the line costs', reducedBy([1, 1951]), false],
  ])('looks at what modifiers are: %s', (_, changed, isRight) => {
    expect(checkLine(changed).length === 0).toBe(isRight);
  });

  it('sees units that come to the amount and are not its shares', () => {
    const uneven = [
      { units: 2, amountMinor: minor(650) },
      { units: 1, amountMinor: minor(0) },
    ];
    expect(checkLine({ ...line, unitAmounts: uneven })).toEqual([
      'line l0: its units are not paid with 1300',
    ]);
  });

  it('sees unit amounts of a line from which nothing was taken off', () => {
    const [plain] = sampleSale({ receiptSeq: 1, lines: [{ item: MILK }] }).lines;
    if (plain === undefined) throw new Error('a line');
    expect(checkLine(plain)).toEqual([]);
    expect(checkLine({ ...plain, unitAmounts: sharedByUnit(plain) })).not.toEqual([]);
  });
});
