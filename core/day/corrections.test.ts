import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor } from '../money/minor.ts';
import { type SampleEvent, sampleJournal } from '../testing/sample-day.ts';
import {
  addCorrection,
  correctionsReport,
  NO_CORRECTIONS,
  reportsCorrections,
} from './corrections.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function corrected(amount: number, approvedBy?: string): SampleEvent {
  const agreed = approvedBy === undefined ? {} : { approvedBy };
  const payload = {
    basketId: 'b',
    lineId: 'l1',
    itemId: 'milk',
    kind: 'quantity',
    fromThousandths: 5000,
    toThousandths: 1000,
    amountMinor: minor(amount),
    reason: amount % 2 === 0 ? 'mistake' : 'customer',
    ...agreed,
  } as const;
  return { type: 'basket.corrected', payload };
}

const voided = (amount: number): SampleEvent => ({
  type: 'basket.voided',
  payload: { basketId: 'b', lines: [], totalMinor: minor(amount), reason: 'noMoney' },
});

const anyEvents = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom('line', 'agreed', 'basket')),
  { maxLength: 12 },
);

describe('corrections of a day', () => {
  it('by person and by reason add up to the totals, whatever was taken off', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const entries = sampleJournal(
          events.map(([amount, what]) =>
            what === 'basket'
              ? voided(amount)
              : corrected(amount, what === 'agreed' ? 'z' : undefined),
          ),
          sha256,
        );
        const report = correctionsReport(entries.reduce(addCorrection, NO_CORRECTIONS));
        const total = (rows: readonly { count: number; amountMinor: number }[]) => ({
          count: rows.reduce((sum, { count }) => sum + count, 0),
          amountMinor: rows.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
        });
        const { lineVoids, voidedBaskets, voids = [], voidReasons = [] } = report;
        expect(total(voids.map(({ lines }) => lines))).toEqual(lineVoids);
        expect(total(voids.map(({ baskets }) => baskets))).toEqual(voidedBaskets);
        expect(total(voidReasons)).toEqual(total([lineVoids, voidedBaskets]));
        expect(reportsCorrections(report, entries.reduce(addCorrection, NO_CORRECTIONS))).toBe(
          true,
        );
        expect(
          reportsCorrections(report, entries.slice(1).reduce(addCorrection, NO_CORRECTIONS)),
        ).toBe(entries.length === 0);
      }),
    );
  });
});
