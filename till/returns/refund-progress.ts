import type { RefundStep } from '../../core/journal/events/returns.ts';
import { isOpen, isPaid } from '../../core/payment/machine.ts';
import type { PaymentAttempt, ReadTx, StoredReturn } from '../ports/store.ts';

/** Where a step of a return stands. */
export interface StepNow {
  readonly step: RefundStep;
  readonly state: 'waiting' | 'running' | 'unknown' | 'done' | 'failed';
  /** What decides it; null for cash and for a step that was not tried yet. */
  readonly attempt: PaymentAttempt | null;
}

/** The steps of a return, read off its attempts. */
export function stepsNow(
  tx: Pick<ReadTx, 'attemptsOfBasket'>,
  saleReturn: StoredReturn,
): StepNow[] {
  const attempts = tx.attemptsOfBasket(saleReturn.returnId);
  return saleReturn.steps.map((step) => {
    if (step.way === 'cash') {
      return { step, state: saleReturn.state === 'done' ? 'done' : 'waiting', attempt: null };
    }
    const tried = attempts.filter((one) => one.originalAttemptId === step.originalAttemptId);
    const deciding =
      tried.find(({ state }) => isPaid(state)) ??
      tried.find(({ state }) => isOpen(state)) ??
      tried.at(-1) ??
      null;
    return { step, state: stateOf(deciding), attempt: deciding };
  });
}

function stateOf(attempt: PaymentAttempt | null): StepNow['state'] {
  if (attempt === null) return 'waiting';
  if (isPaid(attempt.state)) return 'done';
  if (attempt.state === 'unknown') return 'unknown';
  return isOpen(attempt.state) ? 'running' : 'failed';
}
