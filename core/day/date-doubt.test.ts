import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateDoubt, daysAfter, followsFrom } from './date-doubt.ts';

const at = (date: string, hour = 12) =>
  Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00Z`);
const friday = { date: '2026-02-27', closedAtMs: at('2026-02-27', 20) };

describe('dateDoubt', () => {
  it.each([
    ['the next day', '2026-02-28', null],
    ['a long weekend later', '2026-03-02', null],
    ['a week later', '2026-03-06', 'ahead'],
    ['ten years later', '2036-01-02', 'ahead'],
    ['the day before', '2026-02-26', 'behind'],
  ])('%s', (_, date, doubt) => {
    expect(dateDoubt(date, at(date), friday)).toBe(doubt);
  });

  it('does not doubt a second day on one date, unless the clock stands before the first one ended', () => {
    expect(dateDoubt(friday.date, at(friday.date, 21), friday)).toBeNull();
    expect(dateDoubt(friday.date, at(friday.date, 19), friday)).toBe('behind');
  });

  it('has nothing to compare the very first day with', () => {
    expect(dateDoubt('2036-01-02', at('2036-01-02'), null)).toBeNull();
    expect(followsFrom('2036-01-02', null)).toBe(false);
  });

  it('never lets a date through that is neither the same, nor one of the next three', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4000, max: 4000 }), (days) => {
        const date = daysAfter(friday.date, days);
        const isQuiet = dateDoubt(date, at(date, 23), friday) === null;
        expect(isQuiet).toBe(days >= 0 && days <= 3);
        expect(followsFrom(date, friday)).toBe(isQuiet);
      }),
    );
  });
});

describe('daysAfter', () => {
  it('knows months, years and leap days', () => {
    expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29');
    expect(daysAfter('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysAfter('2026-01-01', -1)).toBe('2025-12-31');
  });
});
