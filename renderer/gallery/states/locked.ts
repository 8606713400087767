import { fakeTill } from '../../testing/snapshots.ts';

type Locale = 'zh' | 'en';

const LOCKED = { locked: true, afterIdleS: 600 };
const KEPT = { basket: true, parked: 0, unclear: 0 };

/** The screen that waits for a PIN. */
export const LOCKED_STATES = [
  {
    name: 'locked',
    window: 'till' as const,
    snapshot: (l: Locale) => fakeTill(l, { screenLock: LOCKED, withheld: KEPT }),
  },
  {
    name: 'locked-scan',
    window: 'till' as const,
    snapshot: (l: Locale) =>
      fakeTill(l, {
        screenLock: LOCKED,
        notice: {
          n: 1,
          kind: 'scanRefused',
          code: 'scanLocked',
          params: { reason: 'screenLocked' },
        },
      }),
    keys: ['1', '2'],
  },
  {
    name: 'locked-other',
    window: 'till' as const,
    snapshot: (l: Locale) => fakeTill(l, { screenLock: LOCKED, withheld: KEPT }),
    keys: ['Escape'],
  },
];
