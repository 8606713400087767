import type { Minor } from '../core/money/minor.ts';
import type { TerminalResult } from '../core/payment/types.ts';
import type { TillContext } from './context.ts';
import type { TerminalObserver, TerminalOutcome } from './ports.ts';
import { stopSelling } from './stop-selling.ts';
import { StoreFault } from './store.ts';

/** What the terminal is to do with an attempt whose intent is durable. */
type Operation = (observer: TerminalObserver) => Promise<TerminalOutcome>;
/** Books what became of an attempt. */
type Settle = (ctx: TillContext, attemptId: string, outcome: TerminalOutcome) => Promise<void>;

/**
 * Lets the terminal carry out an attempt, whichever way its money goes, and lets `settle` book
 * what became of it. Every step is in the journal before the terminal may go on, so that a crash
 * at any moment leaves an attempt that can be asked about.
 */
export async function runAttempt(
  ctx: TillContext,
  attempt: { readonly attemptId: string; readonly amountMinor: Minor },
  operation: Operation,
  settle: Settle,
): Promise<void> {
  try {
    const outcome = await operation(observe(ctx, attempt.attemptId, attempt.amountMinor));
    await settle(ctx, attempt.attemptId, outcome);
  } catch (caught) {
    if (!(caught instanceof StoreFault)) throw caught;
    // The attempt stays open in the journal; recovery asks the terminal when the disk is back.
    stopSelling(ctx, caught);
    ctx.state.payment = null;
  } finally {
    ctx.state.changed();
  }
}

function observe(ctx: TillContext, attemptId: string, amountMinor: Minor): TerminalObserver {
  return {
    sending() {
      ctx.store.write((tx) => tx.append('payment.sending', { attemptId }, 'system'));
      ctx.faultPoint('afterSending');
    },
    progress(progress) {
      const live = ctx.state.payment;
      if (live?.attemptId !== attemptId) return;
      live.terminalText = progress.text;
      live.statusCode = progress.code;
      ctx.state.changed();
    },
    result(result) {
      ctx.store.write((tx) => tx.append('payment.resultSeen', { attemptId, result }, 'system'));
      if (result.approved) ctx.faultPoint('afterApproval');
      return matchesOrder(ctx, result, amountMinor) ? 'book' : 'refuse';
    },
    receipt(receipt) {
      ctx.log.info('terminal receipt', {
        attemptId,
        kind: receipt.kind,
        lines: receipt.lines.length,
      });
    },
  };
}

/** An approval for another amount or currency than was asked never stands. */
function matchesOrder(ctx: TillContext, result: TerminalResult, amountMinor: Minor): boolean {
  if (!result.approved) return true;
  const isAmount = result.amountMinor === null || result.amountMinor === amountMinor;
  const isCurrency =
    result.currencyNumeric === null ||
    Number(result.currencyNumeric) === Number(ctx.settings.currency.numeric);
  return isAmount && isCurrency;
}
