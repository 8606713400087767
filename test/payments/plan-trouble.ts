import type { FaultPoint as RegisterMoment } from '../../electron/service/fault-points.ts';
import type { Outcome } from '../../native/simulators/terminal/cards.ts';
import type { FaultAction, FaultPoint } from '../../native/simulators/terminal/faults.ts';
import type { Random } from './random.ts';

/** Which process is killed with SIGKILL, and when. */
export type Kill = {
  readonly victim: 'register' | 'terminal';
  readonly backAfterMs: number;
} & (
  | { readonly when: 'moment'; readonly moment: RegisterMoment }
  /** The terminal sends (`out`) or hears (`in`) this message, and so much later. */
  | { readonly when: 'message'; readonly message: string; readonly plusMs: number }
  | { readonly when: 'time'; readonly afterMs: number }
);

/** The adapter is pulled out of its socket: both sides see their port vanish. */
export interface Pull {
  readonly afterMs: number;
  readonly forMs: number;
}

export interface PlannedFault {
  readonly at: FaultPoint;
  readonly action: FaultAction;
}

/** What the customer and their bank do. */
export function planCustomer(random: Random): Outcome {
  const draw = random.whole(1, 100);
  if (draw <= 74) return planApproval(random);
  if (draw <= 84) return { kind: 'decline', code: random.pick([0x05, 0x33, 0x37, 0x41]) };
  if (draw <= 88) return { kind: 'refuse', code: random.pick([0x78, 0x7a]) };
  if (draw <= 92) return { kind: 'stop' };
  if (draw <= 95) return { kind: 'removed' };
  return draw <= 98 ? { kind: 'hostDown' } : { kind: 'noCard' };
}

function planApproval(random: Random): Outcome {
  const card = random.pick([
    'visa',
    'mastercard',
    'unionpay',
    'visaContactless',
    'alipay',
  ] as const);
  if (random.chance(4)) return { kind: 'approve', card, approvedMinor: random.whole(1, 99) };
  if (random.chance(10)) return { kind: 'approve', card, cvm: 'signature' };
  return random.chance(10)
    ? { kind: 'approve', card, wrongPins: random.whole(1, 2) }
    : { kind: 'approve', card };
}

const MESSAGES = ['answer', 'intermediate', 'status', 'print', 'completion', 'abort'] as const;

/**
 * Faults that leave the terminal its word: what was acknowledged stands. A terminal that forgets
 * an acknowledged payment (`booking`, `answerLost`) is a matter for reconciliation.
 */
export function planFault(random: Random): PlannedFault {
  if (random.chance(18)) {
    const at = random.pick(['authorised', 'booked', ...MESSAGES] as const);
    return { at, action: { kind: 'powerLost', forMs: random.whole(20, 900) } };
  }
  // What decides is struck most often.
  const at = random.chance(45) ? random.pick(['status', 'completion']) : random.pick(MESSAGES);
  return { at, action: planMessageFault(random) };
}

function planMessageFault(random: Random): FaultAction {
  switch (random.whole(1, 9)) {
    case 1:
      return { kind: 'silence' };
    case 2:
      return { kind: 'late', delayMs: random.whole(1, random.pick([30, 300, 1_500])) };
    case 3:
      return { kind: 'twice' };
    case 4:
      return { kind: 'corrupt' };
    case 5: {
      const length = random.whole(1, 24);
      return { kind: 'noise', bytes: Uint8Array.from({ length }, () => random.whole(0, 255)) };
    }
    case 6:
      return { kind: 'nakStorm', count: random.whole(1, 5) };
    case 7:
      return { kind: 'deaf', count: random.whole(1, 5) };
    default:
      return { kind: 'pulled', forMs: random.whole(5, random.pick([100, 600, 1_200])) };
  }
}

const REGISTER_MOMENTS = [
  'beforeIntent',
  'afterIntent',
  'afterSending',
  'afterApproval',
  'beforeCommit',
  'afterCommit',
] as const;

const HEARD_AND_SENT = [
  'in 0601',
  'out 8000',
  'out 04ff',
  'out 040f',
  'in 8000',
  'out 06d3',
  'out 060f',
  'out 061e',
] as const;

/** What is heard and sent when a payment is voided or refunded. */
export const REFUND_MESSAGES = [
  'in 0630',
  'in 0631',
  'out 8000',
  'out 04ff',
  'out 040f',
  'in 8000',
  'out 060f',
  'out 061e',
] as const;

/** When which side is killed, around one of these messages or at another moment. */
export function planKill(
  random: Random,
  messages: readonly [string, ...string[]] = HEARD_AND_SENT,
): Kill {
  const backAfterMs = random.whole(0, random.pick([20, 300, 1_300]));
  const victim = random.pick(['register', 'terminal']);
  const draw = random.whole(1, 10);
  if (draw <= 4 && victim === 'register') {
    return { victim, backAfterMs, when: 'moment', moment: random.pick(REGISTER_MOMENTS) };
  }
  if (draw <= 8) {
    const message = random.pick(messages);
    const plusMs = random.chance(50) ? 0 : random.whole(1, 15);
    return { victim, backAfterMs, when: 'message', message, plusMs };
  }
  return { victim, backAfterMs, when: 'time', afterMs: random.whole(0, 250) };
}
