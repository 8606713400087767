import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCIES } from '../money/currency.ts';
import { minor } from '../money/minor.ts';
import { mostCash } from './plausible-cash.ts';

const currency = fc.constantFrom(...Object.values(CURRENCIES));
const due = fc.integer({ min: 1, max: 50_000_000 });

describe('the most that is handed over', () => {
  it.each([
    ['CNY', 880, 10_880],
    ['JPY', 300, 10_300],
    ['KWD', 1250, 21_250],
  ] as const)('%s %i: %i', (code, dueMinor, most) => {
    expect(mostCash(minor(dueMinor), CURRENCIES[code].denominationsMinor)).toBe(most);
  });

  it('takes every set of notes in which none could stay in the purse', () => {
    fc.assert(
      fc.property(
        currency,
        due,
        fc.array(fc.nat(), { maxLength: 12 }),
        (money, dueMinor, picks) => {
          const notes = money.denominationsMinor;
          // Any notes, the smallest laid down first: the last one is put down only while it is needed.
          let given = 0;
          const order = picks.map((pick) => notes[pick % notes.length] ?? 1).sort((a, b) => a - b);
          for (const note of order) if (given < dueMinor) given += note;
          const most = mostCash(minor(dueMinor), notes);
          expect(given).toBeLessThanOrEqual(most ?? 0);
        },
      ),
    );
  });

  it('takes the next round sum of every note', () => {
    fc.assert(
      fc.property(currency, due, (money, dueMinor) => {
        for (const note of money.denominationsMinor) {
          const round = Math.ceil(dueMinor / note) * note;
          expect(round).toBeLessThanOrEqual(
            mostCash(minor(dueMinor), money.denominationsMinor) ?? 0,
          );
        }
      }),
    );
  });

  it('never takes the digits of a barcode for a basket of a day’s food', () => {
    const code = fc.integer({ min: 10_000_000, max: 9_999_999_999_999 });
    const food = fc.integer({ min: 1, max: 900_000 });
    fc.assert(
      fc.property(currency, food, code, (money, dueMinor, typed) => {
        const asAmount = typed * 10 ** money.decimals;
        expect(asAmount).toBeGreaterThan(mostCash(minor(dueMinor), money.denominationsMinor) ?? 0);
      }),
    );
  });

  it('has no limit where a currency has no notes', () => {
    expect(mostCash(minor(100), [])).toBeNull();
  });
});
