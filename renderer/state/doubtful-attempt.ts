import type { ReactNode } from 'react';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';

/** A payment or refund of which nobody knows whether money moved. */
export type DoubtfulAttempt = Pick<
  TillSnapshot['pendingPayments'][number],
  'attemptId' | 'way' | 'amountMinor' | 'approvedMinor'
>;

/** The box in which a supervisor says how it ended, for whoever shows a doubt. */
export type SettleBox = (attempt: DoubtfulAttempt, onClose: () => void) => ReactNode;
