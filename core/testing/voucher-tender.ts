import type { TenderTraits } from '../tender/traits.ts';

/** A gift voucher: pays to the cent, gives no change, and nobody counts it in the drawer. */
export const VOUCHER: TenderTraits = {
  label: { zh: '代金券', en: 'Voucher' },
  pays: 'exact',
  givesChange: false,
  opensDrawer: false,
  inDrawer: false,
  needsAttempt: false,
  refund: 'inCash',
};
