import type { TenderTraits } from '../traits.ts';

/** Coins and notes. */
export const CASH: TenderTraits = {
  label: { zh: '现金', en: 'Cash' },
  pays: 'coins',
  givesChange: true,
  opensDrawer: true,
  inDrawer: true,
  needsAttempt: false,
  refund: 'inCash',
};
