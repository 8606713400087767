import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import type { TillContext } from '../runtime/context.ts';
import type { PaymentAttempt, ReadTx } from '../ports/store.ts';

type Pending = TillSnapshot['pendingPayments'][number];

/** Every payment and refund whose result is not known: shown until it is solved. */
export function pendingPayments(_ctx: TillContext, tx: ReadTx): Pending[] {
  const labels = new Map(tx.suspendedBaskets().map(({ basketId, label }) => [basketId, label]));
  return tx
    .openAttempts()
    .filter(({ state }) => state === 'unknown')
    .map((attempt) => ({
      attemptId: attempt.attemptId,
      way: attempt.way,
      amountMinor: attempt.amountMinor,
      ...doubtOf(attempt),
      sinceMs: attempt.intendedAtMs,
      basketId: attempt.way === 'payment' ? attempt.basketId : '',
      label: labels.get(attempt.basketId) ?? '',
    }));
}

/** Why an attempt is in doubt, and what was approved where that is not what was asked. */
export function doubtOf(attempt: PaymentAttempt | null): Pick<Pending, 'approvedMinor' | 'reason'> {
  if (attempt === null) return { approvedMinor: null, reason: '' };
  const { result, amountMinor, reason } = attempt;
  const approved = result?.approved === true ? result.amountMinor : null;
  return { approvedMinor: approved === amountMinor ? null : approved, reason };
}
