import type { Minor } from '../core/money/minor.ts';
import { type AskedAmount, isAsAsked } from '../core/payment/approved-amount.ts';
import type { TillContext } from './context.ts';
import { type CustomerWatch, watchCustomer } from './customer-limit.ts';
import type { TerminalObserver, TerminalOutcome } from './ports.ts';
import { showSignature } from './judge-signature.ts';
import { keepSlip } from './slips.ts';
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
  const { attemptId, amountMinor } = attempt;
  const asked = { amountMinor, currencyNumeric: ctx.settings.currency.numeric };
  const watch = watchCustomer(ctx, attemptId);
  try {
    const outcome = await operation(observe(ctx, attemptId, asked, watch));
    // The register stops: the attempt is open on disk, and the next start asks what became of it.
    if (ctx.state.ended) return;
    await settle(ctx, attemptId, standing(asked, outcome));
  } catch (caught) {
    if (!(caught instanceof StoreFault)) throw caught;
    // The attempt stays open in the journal; recovery asks the terminal when the disk is back.
    stopSelling(ctx, caught);
    ctx.state.payment = null;
  } finally {
    watch.stop();
    if (ctx.state.signature?.attemptId === attemptId) ctx.state.signature = null;
    if (!ctx.state.ended) ctx.state.changed();
  }
}

function observe(
  ctx: TillContext,
  attemptId: string,
  asked: AskedAmount,
  watch: CustomerWatch,
): TerminalObserver {
  const signature: TerminalObserver['signature'] = (check, choose) => {
    watch.hold();
    const takeBack = showSignature(ctx, attemptId, check, choose);
    return () => {
      takeBack();
      watch.goOn();
    };
  };
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
      watch.progress(progress.code);
      ctx.state.changed();
    },
    result(result) {
      ctx.store.write((tx) => tx.append('payment.resultSeen', { attemptId, result }, 'system'));
      if (result.approved) ctx.faultPoint('afterApproval');
      return !result.approved || isAsAsked(asked, result) ? 'book' : 'refuse';
    },
    receipt(slip) {
      keepSlip(ctx, attemptId, slip);
    },
    ...(ctx.terminal.capabilities.signatureCheck ? { signature } : {}),
  };
}

/**
 * What may be booked of an outcome. An approval of another amount or currency that the terminal
 * could not be made to take back is neither paid nor declined: somebody has to decide.
 */
function standing(asked: AskedAmount, outcome: TerminalOutcome): TerminalOutcome {
  if (outcome.kind !== 'approved' || isAsAsked(asked, outcome.result)) return outcome;
  return { kind: 'unknown', reason: 'amountDiffers' };
}
