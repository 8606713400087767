import { invariant } from '../../core/assert.ts';
import { type AskedAmount, isAsAsked } from '../../core/payment/approved-amount.ts';
import { cardWords, type Misfit, misfitOf } from '../../core/payment/fits-original.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import type { TillContext } from '../runtime/context.ts';
import { attemptAndOriginal } from './original-payment.ts';
import type { PaymentAttempt, ReadTx } from '../ports/store.ts';

/** What a terminal was asked for, as far as its answer can be held against it. */
export interface Asked extends AskedAmount {
  /** What a refund refunds, where the terminal had told of it; else null. */
  readonly gives: { readonly way: 'void' | 'refund'; readonly original: TerminalResult } | null;
}

/** What an attempt asks the terminal for. */
export function askedBy(ctx: TillContext, tx: Pick<ReadTx, 'attempt'>, attemptId: string): Asked {
  const attempt = tx.attempt(attemptId);
  invariant(attempt !== null, `there is no attempt ${attemptId}`);
  const { amountMinor } = attempt;
  return {
    amountMinor,
    currencyNumeric: ctx.settings.currency.numeric,
    gives: givesOf(tx, attempt),
  };
}

function givesOf(tx: Pick<ReadTx, 'attempt'>, { attemptId, way }: PaymentAttempt): Asked['gives'] {
  if (way === 'payment') return null;
  const { result } = attemptAndOriginal(tx, attemptId).original;
  return result === null ? null : { way, original: result };
}

/**
 * Why an approval is not what was asked for, or null. Nothing that is not may be booked: where the
 * protocol can, it is refused before it stands; else a supervisor decides.
 */
export function misfit(asked: Asked, result: TerminalResult): 'amountDiffers' | Misfit | null {
  if (!isAsAsked(asked, result)) return 'amountDiffers';
  return asked.gives === null ? null : misfitOf(asked.gives.way, asked.gives.original, result);
}

/** The reason as it is journaled and shown: with the card that is needed. */
export function reasonOf(asked: Asked, why: Misfit): string {
  const card = why === 'otherCard' && asked.gives !== null ? cardWords(asked.gives.original) : '';
  return card === '' ? why : `${why}:${card}`;
}
