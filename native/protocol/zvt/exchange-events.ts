import type { CashierChoice, CashierQuestion } from './cashier-question.ts';
import type { EndsWith } from './exchange-state.ts';
import type { Completion } from './messages.ts';
import type { PrintText } from './print-text.ts';
import type { StatusInfo } from './status-info.ts';

/** How a command ended. */
export type ExchangeEnd =
  /** 06 0F. */
  | {
      readonly kind: 'completed';
      readonly status: StatusInfo | null;
      readonly completion: Completion;
    }
  /** 06 1E. `early`: before the command was answered, so it may belong to an older sequence. */
  | {
      readonly kind: 'aborted';
      readonly code: number;
      readonly text: string;
      readonly receiptNo: string;
      /** Every receipt number it names, e.g. of open pre-authorisations. */
      readonly receiptNos: readonly string[];
      readonly status: StatusInfo | null;
      readonly early: boolean;
    }
  /** 84 xx. `repeated`: it answers a repeat, so the first transmission may be at work. */
  | { readonly kind: 'refused'; readonly code: number; readonly repeated: boolean }
  /** A command that has no completion: 80 00, or for a card read the status it asked for. */
  | { readonly kind: 'answered'; readonly status: StatusInfo | null }
  /** No byte left. */
  | { readonly kind: 'notSent'; readonly reason: string }
  /** No end came. `status` is the last one acknowledged. */
  | { readonly kind: 'lost'; readonly reason: LostReason; readonly status: StatusInfo | null };

/** `stopUnanswered`: asked to stop, the terminal was silent. */
export type LostReason =
  | 'noAck'
  | 'noAnswer'
  | 'timeout'
  | 'lineLost'
  | 'notDurable'
  | 'stopUnanswered';

/** What to answer to a `04 0F`: `withhold` = it could not be made durable, so no answer at all. */
export type Verdict = 'book' | 'refuse' | 'withhold';

/**
 * `cashier`: how long the cashier may take over an answer; T4 stands still meanwhile. `silence`:
 * how long a terminal that was asked to stop may say nothing at all.
 */
export type ExchangeTimer = 'T3' | 'T4' | 'cashier' | 'silence';

export type ExchangeEvent =
  | {
      readonly type: 'start';
      readonly command: Uint8Array;
      readonly endsWith?: EndsWith;
      readonly t3Ms?: number;
      /** Shorter than usual where nobody waits for the end; 04 FF may still lengthen it. */
      readonly t4Ms?: number;
    }
  | { readonly type: 'received'; readonly bytes: Uint8Array }
  | { readonly type: 'decided'; readonly verdict: Verdict }
  | { readonly type: 'lateDecided'; readonly verdict: Verdict }
  | { readonly type: 'delivered'; readonly transmissions: number }
  | { readonly type: 'notDelivered' }
  | { readonly type: 'notSent'; readonly reason: string }
  | { readonly type: 'lineGone' }
  | { readonly type: 'cancel' }
  | { readonly type: 'chosen'; readonly choice: CashierChoice }
  | { readonly type: 'timer'; readonly timer: ExchangeTimer };

export type ExchangeEffect =
  | { readonly type: 'send'; readonly apdu: Uint8Array }
  | { readonly type: 'startTimer'; readonly timer: ExchangeTimer; readonly ms: number }
  | { readonly type: 'stopTimers' }
  | { readonly type: 'progress'; readonly code: number; readonly text: string }
  /** Make the status durable, then tell the verdict; nothing is answered before. */
  | { readonly type: 'decide'; readonly status: StatusInfo }
  /** An approval that belongs to no running command: as `decide`, told by `lateDecided`. */
  | { readonly type: 'decideLate'; readonly status: StatusInfo }
  | { readonly type: 'print'; readonly print: PrintText }
  /** Show it to the cashier, whose choice is told by `chosen`. */
  | { readonly type: 'ask'; readonly question: CashierQuestion }
  /** The question is answered, or no longer put: a later choice has no meaning. */
  | { readonly type: 'askOver' }
  | { readonly type: 'done'; readonly end: ExchangeEnd };
