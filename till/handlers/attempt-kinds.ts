import type { AttemptKinds } from '../card/attempt-kind.ts';
import { refundKind, voidKind } from '../returns/refund-attempt.ts';
import { paymentKind } from '../selling/card-payment.ts';

/** What the attempts of a terminal differ by: the engine in `card/` is handed it from here. */
export const ATTEMPT_KINDS: AttemptKinds = {
  payment: paymentKind,
  void: voidKind,
  refund: refundKind,
};
