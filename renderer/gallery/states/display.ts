import type { Language } from '../../../core/language.ts';
import { fakeDisplay } from '../../testing/snapshots.ts';

/** What the customer sees. */
export const DISPLAY_STATES = [
  {
    name: 'display-idle',
    window: 'display' as const,
    snapshot: (l: Language) => fakeDisplay(l, { phase: 'idle' }),
  },
  {
    name: 'display-selling',
    window: 'display' as const,
    snapshot: (l: Language) => fakeDisplay(l),
  },
  {
    name: 'display-paying',
    window: 'display' as const,
    snapshot: (l: Language) => fakeDisplay(l, { phase: 'paying', statusCode: '0A' }),
  },
  {
    name: 'display-refunding',
    window: 'display' as const,
    snapshot: (l: Language) =>
      fakeDisplay(l, {
        phase: 'paying',
        paymentWay: 'refund',
        lines: [],
        totalMinor: 8400,
        remainingMinor: 0,
        statusCode: '0A',
      }),
  },
  {
    name: 'display-refunded',
    window: 'display' as const,
    snapshot: (l: Language) => fakeDisplay(l, { phase: 'thanks', totalMinor: -8400 }),
  },
  {
    name: 'display-thanks',
    window: 'display' as const,
    snapshot: (l: Language) => fakeDisplay(l, { phase: 'thanks', changeMinor: 7160 }),
  },
  {
    name: 'display-closed',
    window: 'display' as const,
    snapshot: (l: Language) => fakeDisplay(l, { phase: 'closed' }),
  },
];
