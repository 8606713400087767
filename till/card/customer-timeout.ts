import type { TillContext } from '../runtime/context.ts';

/** Watches whether anything happens at the terminal while a customer pays. */
export interface CustomerWatch {
  /** The terminal told how far it is. */
  progress(statusCode: string): void;
  /** It is the cashier's turn: nobody waits for the customer. */
  hold(): void;
  /** The customer's again, with the whole time. */
  goOn(): void;
  stop(): void;
}

/**
 * Asks the terminal to stop when it has told nothing new for as long as the shop gives a customer
 * (setting `customerLimitS`, 0 for ever), where it can be asked at all. A terminal repeats "insert card" every second or two, so
 * only another status counts as somebody doing something. It asks once; whether the payment
 * stopped, its outcome says.
 */
export function watchCustomer(ctx: TillContext, attemptId: string): CustomerWatch {
  const limitMs = ctx.settings.customerLimitS * 1000;
  // A terminal that cannot be asked to stop minds its own time.
  const isUseless = limitMs === 0 || !ctx.terminal.capabilities.abort;
  const nothing = () => undefined;
  if (isUseless) return { progress: nothing, hold: nothing, goOn: nothing, stop: nothing };
  let isOver = false;
  let lastCode: string | null = null;
  let cancelTimer = ctx.timers.after(limitMs, askToStop);

  function askToStop(): void {
    const live = ctx.state.payment;
    if (live?.attemptId !== attemptId || live.state !== 'working' || live.cancelRequested) return;
    live.cancelRequested = true;
    ctx.terminal.requestCancel();
    ctx.state.notify('attention', 'customerLimit', { seconds: ctx.settings.customerLimitS });
    ctx.state.changed();
  }

  return {
    progress(statusCode) {
      if (statusCode === lastCode) return;
      lastCode = statusCode;
      cancelTimer();
      cancelTimer = ctx.timers.after(limitMs, askToStop);
    },
    hold() {
      cancelTimer();
    },
    goOn() {
      cancelTimer();
      if (!isOver) cancelTimer = ctx.timers.after(limitMs, askToStop);
    },
    stop() {
      isOver = true;
      cancelTimer();
    },
  };
}
