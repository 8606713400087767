import type { TillSnapshot } from '../contracts/snapshot.ts';
import type { TillContext } from './context.ts';
import { type StepNow, stepsNow } from './give-back-steps.ts';
import type { PaymentAttempt, ReadTx } from './store.ts';
import { abandonRefusal } from './take-back.ts';
import { labelOf } from './take-back-plan.ts';

/** The sale that is being taken back, step by step, or null. */
export function takeBackView(ctx: TillContext, tx: ReadTx): TillSnapshot['takeBack'] {
  const takeBack = tx.openTakeBack();
  const sale = takeBack === null ? null : (tx.sale(takeBack.saleId)?.sale ?? null);
  if (takeBack === null || sale === null) return null;
  const steps = stepsNow(tx, takeBack);
  const isMoving = steps.some(({ state }) => state === 'running' || state === 'unknown');
  return {
    takeBackId: takeBack.takeBackId,
    saleId: takeBack.saleId,
    receiptNo: takeBack.receiptNo,
    totalMinor: sale.totalMinor,
    steps: steps.map((now) => ({
      way: now.step.way,
      amountMinor: now.step.amountMinor,
      label: labelOf(sale.tenders, now.step),
      state: now.state,
      reason: now.state === 'failed' || now.state === 'unknown' ? reasonOf(now.attempt) : '',
      text: textOf(ctx, now),
    })),
    canRetry: !isMoving,
    canAbandon: abandonRefusal(tx, takeBack) === null,
  };
}

/** The terminal's code or the register's word for it; never a person's evidence. */
function reasonOf(attempt: PaymentAttempt | null): string {
  if (attempt === null) return '';
  return attempt.state === 'resolvedNotPaid' ? 'settledNotPaid' : attempt.reason;
}

/** What the terminal says: now, or when it refused. */
function textOf(ctx: TillContext, { attempt, state }: StepNow): string {
  if (attempt === null) return '';
  const live = ctx.state.payment;
  if (live?.attemptId === attempt.attemptId) return live.terminalText;
  return state === 'failed' ? (attempt.result?.text ?? '') : '';
}
