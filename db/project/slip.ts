import { nothing, type Projections } from './projector.ts';

type SlipEntries = 'terminal.receipt' | 'slip.printed' | 'payment.pendingSlip';

/** Papers that are owed besides sale receipts. */
export function prepareSlipProjections(): Projections<SlipEntries> {
  return { 'terminal.receipt': nothing, 'slip.printed': nothing, 'payment.pendingSlip': nothing };
}
