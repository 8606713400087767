import { invariant } from '../assert.ts';
import { type Minor, subtract, sum } from '../money/minor.ts';
import { isPaid } from '../payment/machine.ts';
import type { PaymentState } from '../payment/types.ts';

/** One try to give money of a payment back at the terminal. */
export interface RefundedAmount {
  readonly state: PaymentState;
  readonly amountMinor: Minor;
}

/**
 * Whether the customer has the money, or may have it: a try that is pending or unknown counts as
 * refunded until it is known that it was not, or the same money would go back twice.
 */
export function countsAsRefunded(state: PaymentState): boolean {
  switch (state) {
    case 'intended':
    case 'sending':
    case 'unknown':
    case 'approved':
    case 'resolvedPaid':
      return true;
    case 'declined':
    case 'neverStarted':
    case 'resolvedNotPaid':
      return false;
  }
}

/** What may still be refunded of a payment. Never negative: the ledger allows no other entry. */
export function refundable(paidMinor: Minor, refunded: readonly RefundedAmount[]): Minor {
  const counted = refunded.filter(({ state }) => countsAsRefunded(state));
  const leftMinor = subtract(paidMinor, sum(counted.map(({ amountMinor }) => amountMinor)));
  invariant(leftMinor >= 0, `more refunded than ${paidMinor} paid`);
  return leftMinor;
}

/**
 * What the shop certainly still has of a payment: only what is certainly back is taken off. A try
 * in doubt may have failed, and then its money is still here. Never negative.
 */
export function stillHeld(paidMinor: Minor, refunded: readonly RefundedAmount[]): Minor {
  const back = refunded.filter(({ state }) => isPaid(state));
  const leftMinor = subtract(paidMinor, sum(back.map(({ amountMinor }) => amountMinor)));
  invariant(leftMinor >= 0, `more refunded than ${paidMinor} paid`);
  return leftMinor;
}
