import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';

/** A payment or refund of which nobody knows whether money moved. */
export type DoubtfulAttempt = Pick<
  TillSnapshot['pendingPayments'][number],
  'attemptId' | 'way' | 'amountMinor' | 'approvedMinor'
>;
