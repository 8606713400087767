import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsInView } from './line-window.ts';

const atEnd = { fromEndPx: 0, heightPx: 600, rowPx: 48 };

describe('rowsInView', () => {
  it('draws a usual basket whole', () => {
    expect(rowsInView(60, atEnd, -1)).toEqual({ first: 0, end: 60 });
  });

  it('draws the end of a long one', () => {
    expect(rowsInView(500, atEnd, -1)).toEqual({ first: 448, end: 500 });
  });

  it('follows the scroll and keeps the marked row', () => {
    expect(rowsInView(500, { ...atEnd, fromEndPx: 4800 }, -1)).toEqual({ first: 348, end: 412 });
    const marked = rowsInView(500, atEnd, 400);
    expect(marked.first).toBeLessThanOrEqual(400);
    expect(marked.end).toBe(500);
  });

  it('always covers what is visible', () => {
    const scroll = fc.record({
      fromEndPx: fc.integer({ min: 0, max: 30_000 }),
      heightPx: fc.integer({ min: 0, max: 1200 }),
      rowPx: fc.integer({ min: 40, max: 90 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), scroll, (total, view) => {
        const { first, end } = rowsInView(total, view, -1);
        const below = Math.floor(view.fromEndPx / view.rowPx);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(total);
        const lastVisible = total - below;
        const firstVisible = lastVisible - Math.ceil(view.heightPx / view.rowPx);
        expect(first).toBeLessThanOrEqual(Math.max(0, firstVisible));
        expect(end).toBeGreaterThanOrEqual(Math.min(total, lastVisible));
      }),
    );
  });
});
