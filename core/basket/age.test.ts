import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { ageToAsk, bornOnOrBefore, unansweredLines } from './age.ts';
import { foldBasket } from './fold.ts';
import type { BasketEvent } from './types.ts';

describe('bornOnOrBefore', () => {
  it.each([
    ['2026-11-29', 18, '2008-11-29'],
    ['2026-01-01', 21, '2005-01-01'],
    ['2028-02-29', 18, '2010-02-28'],
    ['2028-02-29', 20, '2008-02-29'],
    ['2028-02-29', 28, '2000-02-29'],
    ['2104-02-29', 4, '2100-02-28'],
    ['2026-02-28', 18, '2008-02-28'],
    ['2100-03-01', 16, '2084-03-01'],
  ])('on %s, %d years: %s', (day, years, date) => {
    expect(bornOnOrBefore(day, years)).toBe(date);
  });

  it('is a real date, and the day after it is too young', () => {
    const day = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 99 }), (today, years) => {
        const born = bornOnOrBefore(today, years);
        const at = new Date(`${born}T00:00:00Z`);
        expect(at.toISOString().slice(0, 10)).toBe(born);
        const birthday = (date: Date) =>
          `${date.getUTCFullYear() + years}${date.toISOString().slice(4, 10)}`;
        expect(birthday(at) <= today).toBe(true);
        const next = new Date(at.getTime() + 86_400_000);
        expect(birthday(next) > today).toBe(true);
      }),
    );
  });
});

describe('the age to ask about', () => {
  const line = (lineId: string, minAge?: number): BasketEvent => ({
    type: 'lineAdded',
    lineId,
    item: {
      itemId: 'i',
      name: { zh: '酒', en: 'Wine' },
      department: 'd',
      taxCode: 'A',
      taxRateBp: 0,
      unit: 'each',
      priceMinor: minor(100),
      ...(minAge === undefined ? {} : { minAge }),
    },
    quantityThousandths: 1000,
    weightGrams: null,
    labelPriceMinor: null,
    source: 'scan',
    code: null,
  });
  const opened: BasketEvent = { type: 'opened', basketId: 'b', operatorId: '1' };
  const yes = (minAge: number): BasketEvent => ({
    type: 'ageConfirmed',
    minAge,
    bornOnOrBefore: '2008-01-01',
    operatorId: '1',
  });
  const asks = (...events: BasketEvent[]) => ageToAsk(foldBasket([opened, ...events]));

  it('is the highest that nobody has confirmed, of what is still in the basket', () => {
    expect(asks(line('a'))).toBeNull();
    expect(asks(line('a', 16), line('b', 18))).toBe(18);
    expect(asks(line('a', 18), yes(18), line('b', 18), line('c', 16))).toBeNull();
    expect(asks(line('a', 16), yes(16), line('b', 18))).toBe(18);
    expect(asks(line('a', 18), { type: 'lineVoided', lineId: 'a' })).toBeNull();
  });

  it('is about the lines above the confirmed age alone', () => {
    const basket = foldBasket([opened, line('a', 16), yes(16), line('b', 18), line('c')]);
    expect(unansweredLines(basket).map(({ lineId }) => lineId)).toEqual(['b']);
  });
});
