import type { PaymentApproved } from '../../core/journal/events/payment.ts';
import type { TerminalResult } from '../../core/payment/types.ts';
import type { PaymentAttempt, WriteTx } from '../ports/store.ts';
import type { TillContext } from '../runtime/context.ts';

/** What asking brought to light of an attempt in doubt. */
export type Found =
  | { readonly kind: 'done'; readonly result: TerminalResult; readonly lacksSlips: boolean }
  | { readonly kind: 'notDone' }
  /** `ask`: the terminal may know more in a while. */
  | { readonly kind: 'unknown'; readonly ask: boolean };

/** An approval as it is booked; `told`: what the next attempt begins after, where it is not this. */
export type Approval = Pick<PaymentApproved, 'result' | 'told'>;

/**
 * What a payment, a void and a refund differ by; all else is one engine (`settle-attempt.ts`). Each
 * is written where its money is at home and handed in from above, so that the engine knows
 * neither sales nor returns.
 */
export interface AttemptKind {
  /** Codes of what is told; `settledNotDone` is null where the screen shows it by itself. */
  readonly words: {
    readonly approved: 'cardApproved' | 'refunded';
    readonly declined: 'cardDeclined' | 'refundDeclined';
    readonly notStarted: 'cardNotStarted' | 'refundNotStarted';
    readonly unknown: 'cardUnknown' | 'refundUnknown';
    readonly settledNotDone: 'cardResolved' | null;
  };
  /** In doubt it stays in front of the cashier; else the lane goes on and the list shows it. */
  readonly holdsLane: boolean;
  /** It is found out by being asked for once more: nobody may settle it meanwhile. */
  readonly asksAgain: boolean;
  /** What became of one in doubt on the terminal that is here. Never moves money twice. */
  findOut(ctx: TillContext, attempt: PaymentAttempt): Promise<Found>;
  /** The approval with the numbers it is booked by, where the terminal has to be asked for them. */
  withNumbers:
    | ((ctx: TillContext, attemptId: string, result: TerminalResult) => Promise<Approval>)
    | null;
  /**
   * What follows in the commit that books its money as moved; returns what is to be done after the
   * commit. `isShown`: it is in front of the cashier, and the customer is here.
   */
  follow(ctx: TillContext, tx: WriteTx, attempt: PaymentAttempt, isShown: boolean): () => void;
}

/** One for each way money goes. */
export type AttemptKinds = Readonly<Record<PaymentAttempt['way'], AttemptKind>>;
