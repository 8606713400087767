import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import { fakeTill } from '../../testing/snapshots.ts';

type Locale = 'zh' | 'en';

/** The date of an ordinary morning. */
const OPENING = {
  date: '2026-11-23',
  doubt: null,
  last: { date: '2026-11-22', zNumber: 412 },
  mayConfirm: true,
} satisfies TillSnapshot['opening'];

const closed = { phase: 'dayClosed', shift: null, businessDay: null } as const;

/** A morning on which the clock is wrong. */
export const OPENING_STATES = [
  {
    name: 'day-closed',
    window: 'till' as const,
    snapshot: (l: Locale) => fakeTill(l, { ...closed, opening: OPENING }),
  },
  {
    name: 'day-in-doubt',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      fakeTill(l, { ...closed, opening: { ...OPENING, date: '2036-01-02', doubt: 'ahead' } }),
  },
  {
    name: 'day-in-doubt-cashier',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      fakeTill(l, {
        ...closed,
        opening: { ...OPENING, date: '2026-11-02', doubt: 'behind', mayConfirm: false },
      }),
  },
  {
    name: 'day-date-typed',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      fakeTill(l, { ...closed, opening: { ...OPENING, date: '2036-01-02', doubt: 'ahead' } }),
    keys: ['t', '2', '0', '2', '6'],
  },
];
