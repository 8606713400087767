import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCIES } from '../money/currency.ts';
import { minor, sum } from '../money/minor.ts';
import { applyBasketEvent, foldBasket, growingFold } from './fold.ts';
import {
  BASKET_LIMITS,
  checkLineVoid,
  checkNewLine,
  checkQuantity,
  checkTender,
} from './limits.ts';
import { lineAmount } from '../pricing/line-amount.ts';
import { priceBasket } from '../pricing/price-basket.ts';
import { pieces } from '../pricing/totals.ts';
import type { TaxRule } from '../tax/vat.ts';
import type { BasketEvent, ItemSnapshot } from './types.ts';
import type { Tender } from '../tender/tender.ts';

const milk: ItemSnapshot = {
  itemId: 'milk',
  name: { zh: '牛奶', en: 'Milk' },
  department: 'dairy',
  taxCode: 'A',
  taxRateBp: 1300,
  unit: 'each',
  priceMinor: minor(650),
};
const apples: ItemSnapshot = {
  ...milk,
  itemId: 'apples',
  taxCode: 'B',
  taxRateBp: 900,
  unit: 'kg',
  priceMinor: minor(990),
};
const opened: BasketEvent = { type: 'opened', basketId: 'b1', operatorId: 'li' };
const rule = { taxMode: 'inside', taxRounding: 'perReceipt' } as const;

/** What the events come to. */
const priced = (events: readonly BasketEvent[], taxRule: TaxRule = rule) =>
  priceBasket(foldBasket(events), { taxRule, promotions: [] });

function added(lineId: string, item: ItemSnapshot, over: Partial<BasketEvent> = {}): BasketEvent {
  return {
    type: 'lineAdded',
    lineId,
    item,
    quantityThousandths: 1000,
    weightGrams: item.unit === 'kg' ? 1254 : null,
    labelPriceMinor: null,
    source: 'scan',
    code: null,
    ...over,
  } as BasketEvent;
}

function cash(amount: number): Tender {
  return { tenderId: `c${amount}`, kind: 'cash', amountMinor: minor(amount), card: null };
}

const milkAt = (amount: number): ItemSnapshot => ({ ...milk, priceMinor: minor(amount) });

function tenderAdded(tender: Tender): BasketEvent {
  return { type: 'tenderAdded', tender };
}

describe('lineAmount', () => {
  it.each([
    ['pieces', { item: milk, quantityThousandths: 2000, weightGrams: null }, null, 1300],
    ['weight', { item: apples, quantityThousandths: 1000, weightGrams: 1254 }, null, 1241],
    ['half a fen', { item: apples, quantityThousandths: 1000, weightGrams: 50 }, null, 50],
    ['label', { item: apples, quantityThousandths: 1000, weightGrams: null }, 777, 777],
    ['one and a half', { item: milk, quantityThousandths: 1500, weightGrams: null }, 777, 1166],
    ['half a piece', { item: milkAt(651), quantityThousandths: 500, weightGrams: null }, null, 326],
    ['two labels', { item: milk, quantityThousandths: 2000, weightGrams: null }, 777, 1554],
  ])('%s', (_, line, label, amount) => {
    expect(lineAmount({ ...line, labelPriceMinor: label === null ? null : minor(label) })).toBe(
      amount,
    );
  });

  it('needs a weight for a weighed item', () => {
    const line = { item: apples, quantityThousandths: 1000, weightGrams: null };
    expect(() => lineAmount({ ...line, labelPriceMinor: null })).toThrow('has no weight');
  });
});

describe('growingFold', () => {
  it('is the fold of what it is given, whatever it was given before', () => {
    fc.assert(
      fc.property(
        fc.array(history(), { minLength: 1, maxLength: 3 }),
        fc.array(fc.record({ which: fc.nat(2), length: fc.nat(40) }), { maxLength: 12 }),
        (histories, looks) => {
          const fold = growingFold();
          for (const { which, length } of looks) {
            const events = histories[which % histories.length]?.slice(0, length + 1) ?? [];
            expect(fold([...events])).toEqual(foldBasket(events));
          }
        },
      ),
    );
  });

  it('keeps every line that did not change', () => {
    const fold = growingFold();
    const events: BasketEvent[] = [opened, added('1', milk), added('2', milk)];
    const before = fold(events);
    const after = fold([...events, added('3', milk), { type: 'lineVoided', lineId: '1' }]);
    expect(after.lines[1]).toBe(before.lines[1]);
    expect(after.lines.map(({ voided }) => voided)).toEqual([true, false, false]);
  });
});

describe('foldBasket', () => {
  it('adds, changes, voids, tenders and resumes', () => {
    const { basket, totals } = priced([
      opened,
      added('1', milk),
      added('2', apples),
      { type: 'quantitySet', lineId: '1', quantityThousandths: 3000 },
      { type: 'lineVoided', lineId: '2' },
      { type: 'tenderAdded', tender: cash(2000) },
      { type: 'resumed', operatorId: 'wang' },
    ]);
    expect(basket.operatorId).toBe('wang');
    expect(basket.lines.map((line) => [line.amountMinor, line.voided])).toEqual([
      [1950, false],
      [1241, true],
    ]);
    expect(totals).toMatchObject({
      goodsMinor: 1950,
      totalMinor: 1950,
      tenderedMinor: 2000,
      remainingMinor: 0,
      itemCount: 3,
    });
  });

  it('takes the tender out that is named, and only one that is there', () => {
    const removed: BasketEvent = { type: 'tenderRemoved', tenderId: 'c500' };
    const paid = [opened, added('1', milk), ...[cash(300), cash(500), cash(700)].map(tenderAdded)];
    const basket = foldBasket([...paid, removed]);
    expect(basket.tenders).toEqual([cash(300), cash(700)]);
    expect(basket.lines).toEqual(foldBasket(paid).lines);
    expect(() => applyBasketEvent(basket, removed)).toThrow('no tender c500');
  });

  it('treats a history that cannot have happened as a bug', () => {
    expect(() => foldBasket([])).toThrow();
    expect(() => foldBasket([added('1', milk)])).toThrow();
    expect(() => foldBasket([opened, opened])).toThrow();
    expect(() => foldBasket([opened, added('1', milk), added('1', milk)])).toThrow();
    expect(() => foldBasket([opened, { type: 'lineVoided', lineId: '9' }])).toThrow();
    const voided: BasketEvent = { type: 'lineVoided', lineId: '1' };
    expect(() => foldBasket([opened, added('1', milk), voided, voided])).toThrow();
  });

  it('gives the same basket again, at once or event by event, and never changes its input', () => {
    fc.assert(
      fc.property(history(), (events) => {
        const frozen = events.map((event) => Object.freeze(event));
        const again: BasketEvent[] = JSON.parse(JSON.stringify(events));
        let stepped = applyBasketEvent(null, frozen[0] ?? opened);
        for (const event of frozen.slice(1)) stepped = applyBasketEvent(stepped, event);
        expect(foldBasket(again)).toEqual(stepped);
        const open = stepped.lines.filter((line) => !line.voided);
        const { totals } = priceBasket(stepped, { taxRule: rule, promotions: [] });
        expect(totals.goodsMinor).toBe(sum(open.map(lineAmount)));
        expect(sum(totals.taxes.map((tax) => tax.grossMinor))).toBe(totals.totalMinor);
      }),
    );
  });

  it('counts a weighed line as one piece, however heavy, and as one less when it goes back', () => {
    expect(pieces({ item: milk, quantityThousandths: 3000 })).toBe(3);
    expect(pieces({ item: milk, quantityThousandths: -3000 })).toBe(-3);
    expect(pieces({ item: milk, quantityThousandths: 2500 })).toBe(3);
    expect(pieces({ item: apples, quantityThousandths: 2254 })).toBe(1);
    expect(pieces({ item: apples, quantityThousandths: -2254 })).toBe(-1);
  });

  it('adds tax on top to the total', () => {
    const onTop = { taxMode: 'onTop', taxRounding: 'perLine' } as const;
    expect(priced([opened, added('1', milk)], onTop).totals).toMatchObject({
      goodsMinor: 650,
      taxMinor: 85,
      totalMinor: 735,
      remainingMinor: 735,
    });
  });
});

/** Any history that can happen: lines are changed or voided only while they stand. */
function history(): fc.Arbitrary<BasketEvent[]> {
  const step = fc.record({
    kind: fc.nat(5),
    pick: fc.nat(99),
    amount: fc.integer({ min: 1, max: 99 }),
  });
  return fc.array(step, { maxLength: 30 }).map((steps) => {
    const standing: string[] = [];
    const events: BasketEvent[] = [opened];
    steps.forEach(({ kind, pick, amount }, index) => {
      const lineId = standing[pick % Math.max(standing.length, 1)];
      if (kind <= 2 || lineId === undefined) {
        events.push(
          added(String(index), { ...(kind === 0 ? apples : milk), taxRateBp: pick * 10 }),
        );
        standing.push(String(index));
      } else if (kind === 3) {
        events.push({ type: 'quantitySet', lineId, quantityThousandths: amount * 1000 });
      } else if (kind === 4) {
        events.push({ type: 'lineVoided', lineId });
        standing.splice(standing.indexOf(lineId), 1);
      } else {
        events.push({ type: 'tenderAdded', tender: cash(amount) });
      }
    });
    return events;
  });
}

describe('limits', () => {
  const basket = foldBasket([opened, added('1', milk), added('2', apples)]);
  const line = { item: milk, quantityThousandths: 1000, weightGrams: null, labelPriceMinor: null };

  it('answers the amount of a line that fits', () => {
    expect(checkNewLine(basket, line)).toEqual({ ok: true, value: 650 });
    expect(checkQuantity(basket, '1', 5000)).toEqual({ ok: true, value: 3250 });
    expect(checkLineVoid(basket, '2').ok).toBe(true);
  });

  it.each([
    ['quantityTooLarge', { ...line, quantityThousandths: 10_000_000 }],
    ['quantityTooLarge', { ...line, quantityThousandths: 6_901_234_567_892_000 }],
    ['quantityTooSmall', { ...line, quantityThousandths: 0 }],
    ['quantityTooSmall', { ...line, quantityThousandths: -1000 }],
    ['quantityNotWhole', { ...line, quantityThousandths: 1500 }],
    ['quantityNotWhole', { ...line, quantityThousandths: Number.NaN }],
    ['weightNotAllowed', { ...line, weightGrams: 100 }],
    ['weightMissing', { ...line, item: apples }],
    ['weightMissing', { ...line, item: apples, weightGrams: 0 }],
    ['weightTooLarge', { ...line, item: apples, weightGrams: 100_000 }],
    ['weightNotAllowed', { ...line, item: apples, weightGrams: 1, quantityThousandths: 2000 }],
    ['worthNothing', { ...line, item: { ...apples, priceMinor: minor(398) }, weightGrams: 1 }],
    ['worthNothing', { ...line, item: { ...milk, priceMinor: minor(0) } }],
    ['worthNothing', { ...line, labelPriceMinor: minor(0) }],
    ['amountTooLarge', { ...line, item: { ...milk, priceMinor: minor(100_000_000) } }],
  ])('refuses a line: %s', (error, refused) => {
    expect(checkNewLine(basket, refused)).toEqual({ ok: false, error });
  });

  it('refuses a basket that grew too long or too dear', () => {
    const long = Array.from({ length: BASKET_LIMITS.lines }, (_, i) => added(String(i), milk));
    expect(checkNewLine(foldBasket([opened, ...long]), line)).toMatchObject({
      error: 'basketFull',
    });
    const dear = { ...milk, priceMinor: minor(99_999_999) };
    const many = Array.from({ length: 10 }, (_, i) => added(String(i), dear));
    expect(checkNewLine(foldBasket([opened, ...many]), { ...line, item: dear })).toMatchObject({
      error: 'totalTooLarge',
    });
  });

  it('refuses changes to lines that are gone, weighed or paid for', () => {
    const voided = applyBasketEvent(basket, { type: 'lineVoided', lineId: '1' });
    const tendered = applyBasketEvent(basket, { type: 'tenderAdded', tender: cash(1) });
    expect(checkQuantity(basket, '9', 1000)).toMatchObject({ error: 'lineNotFound' });
    expect(checkQuantity(voided, '1', 1000)).toMatchObject({ error: 'lineVoided' });
    expect(checkQuantity(basket, '2', 2000)).toMatchObject({ error: 'weighedLine' });
    expect(checkLineVoid(tendered, '1')).toMatchObject({ error: 'alreadyTendered' });
    expect(checkQuantity(tendered, '1', 2000)).toMatchObject({ error: 'alreadyTendered' });
  });

  it.each([
    [[], 'card', 1572, CURRENCIES.CHF.cashRule, 'ok'],
    [[], 'card', 1573, CURRENCIES.CHF.cashRule, 'aboveRemaining'],
    [[], 'card', 0, CURRENCIES.CHF.cashRule, 'notPositive'],
    [[], 'cash', 5000, CURRENCIES.CHF.cashRule, 'ok'],
    [[], 'cash', 0, CURRENCIES.CHF.cashRule, 'notPositive'],
    [[], 'cash', -5, CURRENCIES.CHF.cashRule, 'notPositive'],
    [[], 'cash', 100_000_000, CURRENCIES.CHF.cashRule, 'amountTooLarge'],
    [[cash(2000)], 'cash', 100, CURRENCIES.CHF.cashRule, 'nothingOwed'],
    [[{ ...cash(1570), kind: 'card' as const }], 'cash', 0, CURRENCIES.CHF.cashRule, 'ok'],
    [[{ ...cash(1570), kind: 'card' as const }], 'cash', 0, CURRENCIES.CNY.cashRule, 'notPositive'],
    [
      Array.from({ length: 20 }, () => cash(1)),
      'cash',
      5,
      CURRENCIES.CHF.cashRule,
      'tooManyTenders',
    ],
  ] as const)('tender %#: %s', (tenders, kind, amount, cashRule, outcome) => {
    const totals = { totalMinor: minor(1572) };
    const result = checkTender({ tenders }, totals, { kind, amountMinor: minor(amount) }, cashRule);
    expect(result.ok ? 'ok' : result.error).toBe(outcome);
  });
});
