import { type Asked, askedBy, misfit, reasonOf } from './asked-of-terminal.ts';
import type { TillContext } from '../runtime/context.ts';
import { type CustomerWatch, watchCustomer } from './customer-timeout.ts';
import type { TerminalObserver, TerminalOutcome } from '../ports/card-terminal.ts';
import { showSignature } from './signature-check.ts';
import { keepSlip } from './slips.ts';
import { stopSelling } from '../runtime/stop-selling.ts';
import { StoreFault } from '../ports/store.ts';

/** What the terminal is to do with an attempt whose intent is durable. */
export type Operation = (observer: TerminalObserver) => Promise<TerminalOutcome>;
/** Books what became of an attempt. */
type Settle = (ctx: TillContext, attemptId: string, outcome: TerminalOutcome) => Promise<void>;

/**
 * Lets the terminal carry out an attempt, whichever way its money goes, and lets `settle` book
 * what became of it. Every step is in the journal before the terminal may go on, so that a crash
 * at any moment leaves an attempt that can be asked about.
 */
export async function runAttempt(
  ctx: TillContext,
  attemptId: string,
  operation: Operation,
  settle: Settle,
): Promise<void> {
  const asked = ctx.store.read((tx) => askedBy(ctx, tx, attemptId));
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
  asked: Asked,
  watch: CustomerWatch,
): TerminalObserver {
  const signature: TerminalObserver['signature'] = (check, choose) => {
    watch.hold();
    const withdraw = showSignature(ctx, attemptId, check, choose);
    return () => {
      withdraw();
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
      return result.approved && misfit(asked, result) !== null ? 'refuse' : 'book';
    },
    receipt(slip) {
      keepSlip(ctx, attemptId, slip);
    },
    ...(ctx.terminal.capabilities.signatureCheck ? { signature } : {}),
  };
}

/**
 * What may be booked of an outcome. An approval of something else than was asked for (another amount
 * or currency, a refund to another card, a void of another payment) that the terminal could not be
 * made to reverse is neither done nor declined: somebody has to decide. One that it reversed says
 * for what.
 */
function standing(asked: Asked, outcome: TerminalOutcome): TerminalOutcome {
  if (outcome.kind === 'declined' && outcome.reason === 'refusedByRegister') {
    const why = outcome.result === null ? null : misfit(asked, outcome.result);
    const isAmount = why === null || why === 'amountDiffers';
    return isAmount ? outcome : { ...outcome, reason: reasonOf(asked, why) };
  }
  if (outcome.kind !== 'approved') return outcome;
  const why = misfit(asked, outcome.result);
  return why === null ? outcome : { kind: 'unknown', reason: why };
}
