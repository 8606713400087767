import { createHash } from 'node:crypto';
import type { Outcome } from '../../native/simulators/terminal/cards.ts';
import { paced } from './pace.ts';
import {
  REFUND_MESSAGES,
  type Kill,
  type PlannedFault,
  type Pull,
  planCustomer,
  planFault,
  planKill,
} from './plan-trouble.ts';
import { type Random, randomOf } from './random.ts';

/** One card payment, its customer and all that goes wrong with it. */
export interface PaymentPlan {
  readonly number: number;
  /** Which items, as indices into a list that is as long as wanted. */
  readonly items: readonly number[];
  /** How much of the basket goes on the card, in percent. */
  readonly share: number;
  readonly customer: Outcome;
  readonly faults: readonly PlannedFault[];
  readonly kills: readonly Kill[];
  readonly pull: Pull | null;
  /** The cashier presses cancel so much later. */
  readonly cancelAfterMs: number | null;
  /** How long the cashier looks at an unknown payment before they park its basket. */
  readonly patienceMs: number;
  /** How the basket is paid if the card was not. */
  readonly otherwise: 'cash' | 'card';
  /** What goes wrong when the sale is returned; null: the customer keeps the goods. */
  readonly saleReturn: ReturnPlan | null;
  /** Another customer after this one, who does not want the goods after all; null: none. */
  readonly basketVoid: BasketVoidPlan | null;
}

/** A sale that is returned, and all that goes wrong with that. */
export interface ReturnPlan
  extends Pick<PaymentPlan, 'customer' | 'faults' | 'kills' | 'pull' | 'patienceMs'> {
  /** The terminal's batch is closed before, so that the void is no longer possible. */
  readonly closeBatchFirst: boolean;
}

/** A basket that is paid in part and then voided, and all that goes wrong with both. */
export interface BasketVoidPlan {
  readonly items: readonly number[];
  /** For each card that pays: how much of what is owed then, in percent. */
  readonly shares: readonly number[];
  /** How much of the rest is paid in cash, in percent; 0: none. */
  readonly cashShare: number;
  /** What goes wrong with the first card; the others pay calmly. */
  readonly first: PartPlan;
  readonly goingBack: ReturnPlan;
  /** How it goes with every card that is refunded to after the first. */
  readonly nextCustomer: Outcome;
  /** The customer pays after all when the terminal refuses to refund. */
  readonly isLeftIfRefused: boolean;
}

/** What goes wrong with one part of a basket. */
export type PartPlan = Pick<
  PaymentPlan,
  'customer' | 'faults' | 'kills' | 'pull' | 'cancelAfterMs' | 'patienceMs'
>;

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
    saleReturn: planReturn(seed, number),
    basketVoid: planBasketVoid(seed, number),
  };
}

/** Numbers of streams of their own, so that they change nothing of the payment before them. */
const RETURNS = 10_000_000;
const BASKET_VOIDS = 20_000_000;

function planReturn(seed: number, number: number): ReturnPlan | null {
  const random = randomOf(seed, number + RETURNS);
  return random.chance(30) ? planRefundTrouble(random) : null;
}

function planBasketVoid(seed: number, number: number): BasketVoidPlan | null {
  const random = randomOf(seed, number + BASKET_VOIDS);
  if (!random.chance(20)) return null;
  return {
    items: Array.from({ length: random.whole(1, 4) }, () => random.whole(0, 9_999)),
    shares: Array.from({ length: random.chance(40) ? 2 : 1 }, () => random.whole(20, 70)),
    cashShare: random.chance(30) ? random.whole(10, 60) : 0,
    first: planPart(random),
    goingBack: planRefundTrouble(random),
    nextCustomer: random.chance(60) ? { kind: 'approve' } : { kind: 'decline', code: 0x05 },
    isLeftIfRefused: random.chance(50),
  };
}

/** Mostly calm: a basket of which nothing is paid has nothing to refund. */
function planPart(random: Random): PartPlan {
  const isRough = random.chance(40);
  const isKilled = isRough && random.chance(45);
  const customer: Outcome = random.chance(80) ? { kind: 'approve' } : planCustomer(random);
  return {
    customer,
    faults: isRough && !isKilled ? [planFault(random)] : [],
    kills: isKilled ? [planKill(random)] : [],
    pull: null,
    cancelAfterMs: customer.kind === 'noCard' ? random.whole(0, paced(6_000)) : null,
    patienceMs: paced(30_000),
  };
}

function planRefundTrouble(random: Random): ReturnPlan {
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
    kills: isKilled ? [planKill(random, REFUND_MESSAGES)] : [],
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
