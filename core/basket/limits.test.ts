import { describe, expect, it } from 'vitest';
import { CURRENCIES } from '../money/currency.ts';
import { minor } from '../money/minor.ts';
import { APPLES, MILK } from '../testing/sample-day.ts';
import { applyBasketEvent } from './fold.ts';
import { BASKET_LIMITS, checkNewLine, checkQuantity, checkTender } from './limits.ts';
import type { PricedLine } from '../pricing/line-amount.ts';
import type { Basket, BasketLine } from './types.ts';

/** The last value that is taken, and the first that is not. */

const EMPTY: Basket = { basketId: 'b', operatorId: 'li', lines: [], tenders: [] };
const pieces = (count: number, change: Partial<PricedLine> = {}): PricedLine => ({
  item: MILK,
  quantityThousandths: count * 1000,
  weightGrams: null,
  labelPriceMinor: null,
  ...change,
});
const weighed = (weightGrams: number | null, change: Partial<PricedLine> = {}): PricedLine => ({
  ...pieces(1, { item: APPLES }),
  weightGrams,
  ...change,
});
const ok = (amountMinor: number) => ({ ok: true, value: amountMinor });
const refused = (error: string) => ({ ok: false, error });

describe('a line that is added', () => {
  it.each([
    [
      'as many pieces as there may be',
      pieces(9_999, { item: { ...MILK, priceMinor: minor(1) } }),
      ok(9_999),
    ],
    ['one more', pieces(10_000), refused('quantityTooLarge')],
    ['a part of a piece', pieces(1.5), refused('quantityNotWhole')],
    ['less than a thousandth of one', pieces(0.000_5), refused('quantityNotWhole')],
    ['less than a piece', pieces(0.5), refused('quantityTooSmall')],
    ['a piece with a weight', pieces(1, { weightGrams: 100 }), refused('weightNotAllowed')],
    ['two weights', weighed(100, { quantityThousandths: 2000 }), refused('weightNotAllowed')],
    ['no weight', weighed(null), refused('weightMissing')],
    [
      'no weight, with a price on its label',
      weighed(null, { labelPriceMinor: minor(500) }),
      ok(500),
    ],
    ['a weight of nothing', weighed(0), refused('weightMissing')],
    ['a part of a gram', weighed(0.5), refused('weightMissing')],
    ['the heaviest', weighed(99_999, { item: { ...APPLES, priceMinor: minor(1000) } }), ok(99_999)],
    ['a gram more', weighed(100_000), refused('weightTooLarge')],
    ['the dearest', pieces(1, { labelPriceMinor: minor(99_999_999) }), ok(99_999_999)],
    [
      'dearer by the least coin',
      pieces(1, { labelPriceMinor: minor(100_000_000) }),
      refused('amountTooLarge'),
    ],
    ['worth nothing', pieces(1, { labelPriceMinor: minor(0) }), refused('worthNothing')],
  ])('%s', (_, line, expected) => {
    expect(checkNewLine(EMPTY, line)).toEqual(expected);
  });
});

describe('the total of a basket', () => {
  const line = (lineId: string, amountMinor: number, voided = false): BasketLine => ({
    lineId,
    ...pieces(1, { labelPriceMinor: minor(amountMinor) }),
    item: MILK,
    source: 'scan',
    code: null,
    amountMinor: minor(amountMinor),
    voided,
  });
  const lines = Array.from({ length: 10 }, (_, at) => line(`l${at}`, 99_999_999));
  const full: Basket = { ...EMPTY, lines };
  const of = (amountMinor: number) => pieces(1, { labelPriceMinor: minor(amountMinor) });

  it('is at most what a receipt has room for', () => {
    expect(BASKET_LIMITS.totalMinor).toBe(999_999_999);
    expect(checkNewLine(full, of(9))).toEqual(ok(9));
    expect(checkNewLine(full, of(10))).toEqual(refused('totalTooLarge'));
  });

  it('is without what was voided, and without what a line had before', () => {
    const voided = { ...EMPTY, lines: [...lines, line('gone', 99_999_999, true)] };
    expect(checkNewLine(voided, of(9))).toEqual(ok(9));
    expect(checkNewLine(voided, of(10))).toEqual(refused('totalTooLarge'));
    const [first, ...rest] = lines;
    if (first === undefined) throw new Error('a line');
    const half = { ...first, labelPriceMinor: minor(49_999_999), amountMinor: minor(49_999_999) };
    const changed = { ...EMPTY, lines: [half, ...rest] };
    expect(checkQuantity(changed, 'l0', 2000)).toEqual(ok(99_999_998));
    expect(
      checkQuantity({ ...changed, lines: [half, ...rest, line('x', 99_999_999)] }, 'l0', 2000),
    ).toEqual(refused('totalTooLarge'));
  });
});

describe('the pieces of a line that is there', () => {
  const line: BasketLine = {
    lineId: 'l1',
    ...pieces(1),
    item: MILK,
    source: 'scan',
    code: null,
    amountMinor: minor(650),
    voided: false,
  };
  const basket = { ...EMPTY, lines: [line] };

  it.each([
    [2000, ok(1300)],
    [9_999_000, ok(6_499_350)],
    [1500, refused('quantityNotWhole')],
    [0, refused('quantityTooSmall')],
    [10_000_000, refused('quantityTooLarge')],
  ])('may be %d thousandths, or not', (thousandths, expected) => {
    expect(checkQuantity(basket, 'l1', thousandths)).toEqual(expected);
  });
});

describe('a tender', () => {
  const { cashRule } = CURRENCIES.CHF;
  const check = (kind: 'cash' | 'card', amountMinor: number, totalMinor: number, rule = cashRule) =>
    checkTender(
      EMPTY,
      { totalMinor: minor(totalMinor) },
      { kind, amountMinor: minor(amountMinor) },
      rule,
    );
  const taken = { ok: true, value: null };

  it('of 0 is cash for what no coin can pay, and never a card', () => {
    expect(check('cash', 0, 2)).toEqual(taken);
    expect(check('card', 0, 2)).toEqual(refused('notPositive'));
    expect(check('cash', 0, 5)).toEqual(refused('notPositive'));
    expect(check('cash', -1, 2)).toEqual(refused('notPositive'));
  });

  it('by card is at most what is owed, or that as cards can pay it', () => {
    const chilean = { stepMinor: 1000, rounding: 'halfDown', cardStepMinor: 100 } as const;
    expect(check('card', 200, 160, chilean)).toEqual(taken);
    expect(check('card', 201, 160, chilean)).toEqual(refused('aboveRemaining'));
    expect(check('card', 130, 130, chilean)).toEqual(taken);
    expect(check('card', 131, 130, chilean)).toEqual(refused('aboveRemaining'));
  });

  it('by card is what is owed or that as cards can pay it, and nothing between the two', () => {
    // 6.50 Ft by card are 7 Ft; 6.56 would pay too much and close nothing.
    const { cashRule } = CURRENCIES.HUF;
    expect(check('card', 700, 650, cashRule)).toEqual({ ok: true, value: null });
    expect(check('card', 650, 650, cashRule)).toEqual({ ok: true, value: null });
    expect(check('card', 656, 650, cashRule)).toEqual(refused('aboveRemaining'));
    expect(check('card', 699, 650, cashRule)).toEqual(refused('aboveRemaining'));
  });

  it('in cash has a bound, above which a code was typed for an amount; a card has its own', () => {
    expect(check('cash', 99_999_999, 500)).toEqual(taken);
    expect(check('cash', 100_000_000, 500)).toEqual(refused('amountTooLarge'));
    expect(check('card', 150_000_000, 200_000_000)).toEqual(taken);
  });
});

it('has its opening before anything else', () => {
  expect(() => applyBasketEvent(null, { type: 'resumed', operatorId: 'li' })).toThrow(
    'resumed before opened',
  );
});
