import type { TillSnapshot } from '../../../contracts/till/snapshot.ts';
import type { TillInput } from '../../../contracts/till/contract.ts';
import type { DoubtfulAttempt } from '../../state/doubtful-attempt.ts';

type SaleReturn = NonNullable<TillSnapshot['saleReturn']>;
type Payment = NonNullable<TillSnapshot['payment']>;

export type RetryAs = TillInput<'return.retry'>['as'];

/** Where a return stands, as its panel shows it. */
export interface PanelState {
  /** working, asking: the terminal has it. failed: a person decides. paused: between steps. */
  readonly kind: 'working' | 'asking' | 'unknown' | 'failed' | 'paused';
  readonly sinceMs: number | null;
  readonly terminalText: string;
  readonly statusCode: string;
  /** Why nobody knows, for `unknown`. */
  readonly reason: string;
  readonly attempt: DoubtfulAttempt | null;
  readonly canCancel: boolean;
  /** Cancelling asks the terminal to stop; else only the waiting ends. */
  readonly stopsTerminal: boolean;
  readonly hint: 'cancelRequested' | 'stopRequested' | 'cannotCancel' | 'askIsSafe' | '';
}

export type PanelAction = {
  /** The key: a letter or a DOM key name. */
  readonly press: string;
  /** Key under `return.action.`. */
  readonly label:
    | 'cancel'
    | 'stopWaiting'
    | 'ask'
    | 'settle'
    | 'retrySame'
    | 'retryRefund'
    | 'retryCash'
    | 'abandon'
    | 'keepBasket'
    | 'leave';
} & (
  | { readonly kind: 'cancel' | 'settle' | 'abandon' | 'leave' }
  | { readonly kind: 'ask'; readonly attemptId: string }
  | { readonly kind: 'retry'; readonly as: RetryAs }
);

/** Reads the panel's state off the return, the running attempt and what is in doubt. */
export function panelState(
  saleReturn: SaleReturn,
  snapshot: Pick<TillSnapshot, 'payment' | 'pendingPayments'>,
): PanelState {
  const payment = snapshot.payment?.way === 'payment' ? null : snapshot.payment;
  const pending = snapshot.pendingPayments.find(({ way }) => way !== 'payment') ?? null;
  const quiet = {
    sinceMs: null,
    terminalText: '',
    statusCode: '',
    reason: '',
    attempt: null,
    canCancel: false,
    stopsTerminal: false,
    hint: '',
  } as const;
  if (payment !== null && payment.state !== 'unknown') return running(payment);
  const doubtful = payment ?? pending;
  if (doubtful !== null) {
    const { sinceMs, reason } = doubtful;
    return { ...quiet, kind: 'unknown', sinceMs, reason, attempt: doubtful, hint: 'askIsSafe' };
  }
  const failed = saleReturn.steps.some((step) => step.state === 'failed');
  return { ...quiet, kind: failed ? 'failed' : 'paused' };
}

function running(payment: Payment): PanelState {
  const { state, sinceMs, terminalText, statusCode, reason, cancelRequested } = payment;
  const canCancel = state === 'working' && payment.canCancel && !cancelRequested;
  const { stopsTerminal } = payment;
  const requested = stopsTerminal ? 'cancelRequested' : 'stopRequested';
  const hint = cancelRequested ? requested : canCancel ? '' : 'cannotCancel';
  return {
    kind: state === 'asking' ? 'asking' : 'working',
    sinceMs,
    terminalText,
    statusCode,
    reason,
    attempt: null,
    canCancel,
    stopsTerminal,
    hint: state === 'asking' ? 'askIsSafe' : hint,
  };
}

/** What can be done now, the expected thing first (it also has Enter's place in the row). */
export function panelActions(saleReturn: SaleReturn, state: PanelState): readonly PanelAction[] {
  const leave = { kind: 'leave', press: 'n', label: 'leave' } as const;
  switch (state.kind) {
    case 'working':
      if (!state.canCancel) return [];
      return [
        {
          kind: 'cancel',
          press: 'Escape',
          label: state.stopsTerminal ? 'cancel' : 'stopWaiting',
        },
      ];
    case 'asking':
      return [];
    case 'unknown': {
      const { attempt } = state;
      if (attempt === null) return [leave];
      return [
        { kind: 'ask', press: 'a', label: 'ask', attemptId: attempt.attemptId },
        { kind: 'settle', press: 's', label: 'settle' },
        leave,
      ];
    }
    case 'failed':
    case 'paused':
      return [...retries(saleReturn), ...abandon(saleReturn), leave];
  }
}

/** The step at the terminal that comes next, tried before or not; null when only cash is left. */
export function dueStep({ steps }: SaleReturn): SaleReturn['steps'][number] | null {
  return steps.find(({ way, state }) => way !== 'cash' && state !== 'done') ?? null;
}

function retries(saleReturn: SaleReturn): readonly PanelAction[] {
  if (!saleReturn.canRetry) return [];
  const due = dueStep(saleReturn);
  const way = due?.way ?? null;
  const same = { kind: 'retry', press: 'r', label: 'retrySame', as: 'same' } as const;
  const refund = { kind: 'retry', press: 'f', label: 'retryRefund', as: 'refund' } as const;
  const cash = { kind: 'retry', press: 'c', label: 'retryCash', as: 'cash' } as const;
  const ways = way === 'void' ? [same, refund, cash] : way === 'refund' ? [same, cash] : [same];
  const possible = ways.filter(({ as }) => saleReturn.retryAs.includes(as));
  // What was not tried yet goes as planned, where that can still be.
  const planned = due?.state === 'waiting' ? possible.filter(({ as }) => as === 'same') : [];
  return planned.length > 0 ? planned : possible;
}

function abandon(saleReturn: SaleReturn): readonly PanelAction[] {
  if (!saleReturn.canAbandon) return [];
  const label = saleReturn.basket === null ? 'abandon' : 'keepBasket';
  return [{ kind: 'abandon', press: 'x', label }];
}
