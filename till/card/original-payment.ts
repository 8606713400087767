import { invariant } from '../../core/assert.ts';
import type { PaymentAttempt, ReadTx } from '../ports/store.ts';

/** A refund and the payment that it refunds. */
export function attemptAndOriginal(
  tx: Pick<ReadTx, 'attempt'>,
  attemptId: string,
): { attempt: PaymentAttempt; original: PaymentAttempt } {
  const attempt = tx.attempt(attemptId);
  const originalId = attempt?.originalAttemptId ?? null;
  const original = originalId === null ? null : tx.attempt(originalId);
  invariant(attempt !== null && original !== null, `${attemptId} gives nothing back`);
  return { attempt, original };
}
