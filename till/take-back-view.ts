import type { TillSnapshot } from '../contracts/snapshot.ts';
import type { TillContext } from './context.ts';
import { type StepNow, stepsNow } from './give-back-steps.ts';
import type { PaymentAttempt, ReadTx } from './store.ts';
import { abandonRefusal } from './take-back.ts';
import { giveBackRules, isVoidable, labelOf } from './take-back-plan.ts';

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
    retryAs: isMoving ? [] : waysOn(ctx, tx, steps),
    canAbandon: abandonRefusal(tx, takeBack) === null,
  };
}

/** How the next step at the terminal may be tried: what would be refused is not offered. */
function waysOn(
  ctx: TillContext,
  tx: ReadTx,
  steps: readonly StepNow[],
): NonNullable<TillSnapshot['takeBack']>['retryAs'] {
  const due = steps.find(({ step, state }) => step.way !== 'cash' && state !== 'done')?.step;
  // Only cash is left, or nothing: that is one way.
  if (due === undefined) return ['same'];
  const { capabilities, cashForCard } = giveBackRules(ctx);
  const { way, originalAttemptId } = due;
  const canRepeat =
    way !== 'void' || (originalAttemptId !== null && isVoidable(ctx, tx, originalAttemptId));
  return [
    ...(canRepeat ? (['same'] as const) : []),
    ...(way === 'void' && capabilities.refund ? (['refund'] as const) : []),
    ...(cashForCard ? (['cash'] as const) : []),
  ];
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
