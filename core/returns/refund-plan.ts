import type { RefundStep } from '../journal/events/returns.ts';
import { type CashRule, roundCash } from '../money/cash-rounding.ts';
import type { Minor } from '../money/minor.ts';

/** A card payment that is to be refunded, as far as the plan needs to know it. */
export interface PaidByCard {
  readonly attemptId: string;
  readonly amountMinor: Minor;
  /** It is in the open batch of the terminal that is connected now. */
  readonly inOpenBatch: boolean;
}

/** What terminal and shop allow. */
export interface RefundRules {
  readonly capabilities: { readonly reversal: boolean; readonly refund: boolean };
  /** Cash for what the terminal cannot refund to the card: the shop's setting. */
  readonly cashForCard: boolean;
  /** How the currency is paid in coins. */
  readonly cashRule: CashRule;
}

export interface PaidBack {
  readonly cards: readonly PaidByCard[];
  /** Cash that was taken less the change. */
  readonly cashMinor: Minor;
}

/**
 * How the money of a sale goes back, or null when the terminal cannot give a card payment back
 * and the shop gives no cash for it. A void while the batch is open, because it costs nothing and
 * shows on no statement; a refund afterwards. Cash comes last: it cannot be fetched back when a
 * card step fails.
 */
export function planRefund(paid: PaidBack, rules: RefundRules): RefundStep[] | null {
  const atTerminal: RefundStep[] = [];
  const inCash: RefundStep[] = [];
  for (const card of paid.cards) {
    const way = wayOf(card, rules);
    if (way === null) return null;
    const step = { way, originalAttemptId: card.attemptId };
    if (way === 'cash') {
      inCash.push({ ...step, amountMinor: cashFor(card.amountMinor, rules) });
    } else {
      atTerminal.push({ ...step, amountMinor: card.amountMinor });
    }
  }
  if (paid.cashMinor !== 0) {
    inCash.push({ way: 'cash', originalAttemptId: null, amountMinor: paid.cashMinor });
  }
  return [...atTerminal, ...inCash];
}

/** What may become of a step that the terminal refused. */
export type Replanned =
  | { readonly ok: true; readonly steps: RefundStep[] }
  | { readonly ok: false; readonly refusal: 'refundNotPossible' | 'cashNotAllowed' };

/**
 * The steps after one was refused, with that one done as a person has decided: once more, as a
 * refund, or in cash. What is given in cash comes last again.
 */
export function replan(
  steps: readonly RefundStep[],
  refused: RefundStep,
  as: { readonly way: 'same' | 'refund' | 'cash'; readonly paidMinor: Minor },
  rules: RefundRules,
): Replanned {
  if (as.way === 'same') return { ok: true, steps: [...steps] };
  if (as.way === 'refund') {
    if (!rules.capabilities.refund) return { ok: false, refusal: 'refundNotPossible' };
    const refund = { ...refused, way: 'refund' } as const;
    return { ok: true, steps: steps.map((step) => (step === refused ? refund : step)) };
  }
  if (!rules.cashForCard) return { ok: false, refusal: 'cashNotAllowed' };
  const cash = { ...refused, way: 'cash', amountMinor: cashFor(as.paidMinor, rules) } as const;
  const others = steps.filter((step) => step !== refused);
  const atTerminal = others.filter(({ way }) => way !== 'cash');
  const inCash = others.filter(({ way }) => way === 'cash');
  return { ok: true, steps: [...atTerminal, cash, ...inCash] };
}

function wayOf(card: PaidByCard, rules: RefundRules): RefundStep['way'] | null {
  if (card.inOpenBatch && rules.capabilities.reversal) return 'void';
  if (rules.capabilities.refund) return 'refund';
  return rules.cashForCard ? 'cash' : null;
}

/** A card paid exactly; what comes out of the drawer is in coins that exist. */
function cashFor(amountMinor: Minor, { cashRule }: RefundRules): Minor {
  return roundCash(amountMinor, cashRule).roundedMinor;
}
