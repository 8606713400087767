import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridIn, pageOf } from './pages.ts';

describe('pageOf', () => {
  it('needs no key to turn the page where all fits', () => {
    expect(pageOf(['a', 'b'], 2, 5)).toEqual({ items: ['a', 'b'], page: 0, pages: 1 });
  });

  it('shows each item on exactly one page and leaves a place for the key that turns it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        (n, places) => {
          const items = Array.from({ length: n }, (_, index) => index);
          const { pages } = pageOf(items, places, 0);
          const all = Array.from({ length: pages }, (_, page) => pageOf(items, places, page));
          expect(all.flatMap((page) => page.items)).toEqual(items);
          for (const page of all) {
            if (pages > 1 && places > 1) expect(page.items.length).toBeLessThan(places);
            expect(page.items.length).toBeLessThanOrEqual(Math.max(1, places));
          }
        },
      ),
    );
  });

  it('turns round in both directions', () => {
    const items = Array.from({ length: 13 }, (_, index) => index);
    expect(pageOf(items, 12, 2).page).toBe(0);
    expect(pageOf(items, 12, -1).page).toBe(1);
  });
});

describe('gridIn', () => {
  const cell = { widthRem: 6, heightRem: 3, gapRem: 0.5 };
  it('counts the gaps between the cells and none around them', () => {
    expect(gridIn(25.5, 10, cell)).toEqual({ columns: 4, rows: 3 });
    expect(gridIn(25.4, 9.9, cell)).toEqual({ columns: 3, rows: 2 });
    expect(gridIn(1, 1, cell)).toEqual({ columns: 1, rows: 1 });
  });
});
