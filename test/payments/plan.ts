import { createHash } from 'node:crypto';
import type { FaultPoint as RegisterMoment } from '../../electron/service/fault-points.ts';
import type { Outcome } from '../../native/simulators/terminal/cards.ts';
import type { FaultAction, FaultPoint } from '../../native/simulators/terminal/faults.ts';
import { paced } from './pace.ts';
import { type Random, randomOf } from './random.ts';

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

/** One card payment, its customer and all that goes wrong with it. */
export interface PaymentPlan {
  readonly number: number;
  /** Which items, as indices into a list that is as long as wanted. */
  readonly items: readonly number[];
  /** How much of the basket goes on the card, in percent. */
  readonly share: number;
  readonly customer: Outcome;
  readonly faults: readonly { readonly at: FaultPoint; readonly action: FaultAction }[];
  readonly kills: readonly Kill[];
  readonly pull: Pull | null;
  /** The cashier presses cancel so much later. */
  readonly cancelAfterMs: number | null;
  /** How long the cashier looks at an unknown payment before they park its basket. */
  readonly patienceMs: number;
  /** How the basket is paid if the card was not. */
  readonly otherwise: 'cash' | 'card';
  /** What goes wrong when the sale is taken back; null: the customer keeps the goods. */
  readonly takeBack: TakeBackPlan | null;
}

/** A sale that is taken back, and all that goes wrong with that. */
export interface TakeBackPlan
  extends Pick<PaymentPlan, 'customer' | 'faults' | 'kills' | 'pull' | 'patienceMs'> {
  /** The terminal's batch is closed before, so that the void is no longer possible. */
  readonly closeBatchFirst: boolean;
}

/** The plan of one payment; the same for the same seed and number. */
export function planPayment(seed: number, number: number): PaymentPlan {
  const random = randomOf(seed, number);
  const items = Array.from({ length: random.whole(1, 4) }, () => random.whole(0, 9_999));
  const customer = planCustomer(random);
  const isRough = random.chance(70);
  const isKilled = isRough && random.chance(45);
  const faultCount = isRough ? random.whole(isKilled ? 0 : 1, 2) : 0;
  return {
    number,
    items,
    share: random.chance(10) ? random.whole(20, 80) : 100,
    customer,
    faults: Array.from({ length: faultCount }, () => planFault(random)),
    kills: isKilled
      ? Array.from({ length: random.chance(15) ? 2 : 1 }, () => planKill(random))
      : [],
    pull:
      isRough && random.chance(5)
        ? { afterMs: random.whole(0, 120), forMs: random.whole(50, 400) }
        : null,
    cancelAfterMs:
      customer.kind === 'noCard' || random.chance(6) ? random.whole(0, paced(6_000)) : null,
    patienceMs: random.pick([0, paced(10_000), paced(30_000)]),
    otherwise: random.chance(30) ? 'card' : 'cash',
    takeBack: planTakeBack(seed, number),
  };
}

/** Numbers of its own stream, so that it changes nothing of the payment before it. */
const TAKE_BACKS = 10_000_000;

function planTakeBack(seed: number, number: number): TakeBackPlan | null {
  const random = randomOf(seed, number + TAKE_BACKS);
  if (!random.chance(30)) return null;
  const isRough = random.chance(75);
  const isKilled = isRough && random.chance(45);
  const faultCount = isRough ? random.whole(isKilled ? 0 : 1, 2) : 0;
  return {
    closeBatchFirst: random.chance(35),
    customer: random.chance(85)
      ? { kind: 'approve' }
      : random.pick<Outcome>([
          { kind: 'decline', code: 0x05 },
          { kind: 'stop' },
          { kind: 'removed' },
        ]),
    faults: Array.from({ length: faultCount }, () => planFault(random)),
    kills: isKilled ? [planKill(random, GIVE_BACK_MESSAGES)] : [],
    pull:
      isRough && random.chance(5)
        ? { afterMs: random.whole(0, 120), forMs: random.whole(50, 400) }
        : null,
    patienceMs: random.pick([0, paced(10_000), paced(30_000)]),
  };
}

/** Proves that two runs have the same plan. */
export function planDigest(plans: readonly PaymentPlan[]): string {
  return createHash('sha256').update(JSON.stringify(plans)).digest('hex').slice(0, 16);
}

function planCustomer(random: Random): Outcome {
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
function planFault(random: Random): PaymentPlan['faults'][number] {
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

const GIVE_BACK_MESSAGES = [
  'in 0630',
  'in 0631',
  'out 8000',
  'out 04ff',
  'out 040f',
  'in 8000',
  'out 060f',
  'out 061e',
] as const;

function planKill(random: Random, messages: readonly [string, ...string[]] = HEARD_AND_SENT): Kill {
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
