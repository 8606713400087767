import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { foldBasket } from '../../core/basket/fold.ts';
import type { Tender } from '../../core/tender/tender.ts';
import { sum } from '../../core/money/minor.ts';
import type { TillContext } from '../runtime/context.ts';
import { type StepNow, stepsNow } from './refund-progress.ts';
import type { PaymentAttempt, ReadTx, StoredReturn } from '../ports/store.ts';
import { abandonRefusal } from './return-sale.ts';
import { isVoidable, labelOf, rulesFor } from './refund-plan.ts';

/** The sale or basket that is being returned, step by step, or null. */
export function returnView(ctx: TillContext, tx: ReadTx): TillSnapshot['saleReturn'] {
  const saleReturn = tx.openReturn();
  const shown = saleReturn === null ? null : shownOf(tx, saleReturn);
  if (saleReturn === null || shown === null) return null;
  const { tenders, ...what } = shown;
  const steps = stepsNow(tx, saleReturn);
  const isMoving = steps.some(({ state }) => state === 'running' || state === 'unknown');
  return {
    returnId: saleReturn.returnId,
    ...what,
    steps: steps.map((now) => ({
      way: now.step.way,
      amountMinor: now.step.amountMinor,
      label: labelOf(tenders, now.step),
      state: now.state,
      ...toldOf(ctx, now),
      text: textOf(ctx, now),
    })),
    canRetry: !isMoving,
    retryAs: isMoving ? [] : waysOn(ctx, tx, saleReturn, steps),
    canAbandon: abandonRefusal(tx, saleReturn) === null,
  };
}

type Shown = Pick<
  NonNullable<TillSnapshot['saleReturn']>,
  'saleId' | 'receiptNo' | 'totalMinor' | 'basket'
> & { readonly tenders: readonly Tender[] };

/** What is returned, as the windows name it; of a basket the total is what goes back. */
function shownOf(tx: ReadTx, { subject, steps }: StoredReturn): Shown | null {
  if (subject.kind === 'sale') {
    const sale = tx.sale(subject.saleId)?.sale ?? null;
    if (sale === null) return null;
    const { saleId, receiptNo } = subject;
    return { saleId, receiptNo, totalMinor: sale.totalMinor, basket: null, tenders: sale.tenders };
  }
  const { basketId } = subject;
  const parked = tx.suspendedBaskets().find((basket) => basket.basketId === basketId);
  if (parked === undefined) return null;
  return {
    saleId: '',
    receiptNo: '',
    totalMinor: sum(steps.map(({ amountMinor }) => amountMinor)),
    basket: { basketId, label: parked.label },
    tenders: foldBasket(parked.events).tenders,
  };
}

/** How the next step at the terminal may be tried: what would be refused is not offered. */
function waysOn(
  ctx: TillContext,
  tx: ReadTx,
  saleReturn: StoredReturn,
  steps: readonly StepNow[],
): NonNullable<TillSnapshot['saleReturn']>['retryAs'] {
  const due = steps.find(({ step, state }) => step.way !== 'cash' && state !== 'done')?.step;
  // Only cash is left, or nothing: that is one way.
  if (due === undefined) return ['same'];
  const { capabilities, cashForCard } = rulesFor(ctx, saleReturn);
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

/** Why a step is not done, and what that means. */
function toldOf(ctx: TillContext, { attempt, state }: StepNow): { reason: string; why: string } {
  const reason = state === 'failed' || state === 'unknown' ? reasonOf(attempt) : '';
  return { reason, why: ctx.reasonOf(reason) ?? '' };
}

/** What the terminal says: now, or when it refused. */
function textOf(ctx: TillContext, { attempt, state }: StepNow): string {
  if (attempt === null) return '';
  const live = ctx.state.payment;
  if (live?.attemptId === attempt.attemptId) return live.terminalText;
  return state === 'failed' ? (attempt.result?.text ?? '') : '';
}
