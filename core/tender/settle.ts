import { type CashRule, roundCard, roundCash } from '../money/cash-rounding.ts';
import { type Minor, subtract, sum, ZERO } from '../money/minor.ts';
import type { BasketTotals, Tender } from '../basket/types.ts';

export interface SettleInput {
  readonly totals: Pick<BasketTotals, 'totalMinor'>;
  /** In the order they were given, the one just offered included. */
  readonly tenders: readonly Pick<Tender, 'kind' | 'amountMinor'>[];
  /** How the currency is paid in coins. */
  readonly cashRule: CashRule;
}

export interface Settlement {
  /** Paid: total + rounding = tenders − change. */
  readonly complete: boolean;
  /** Still owed, before any cash rounding; 0 when complete. */
  readonly remainingMinor: Minor;
  readonly roundingMinor: Minor;
  /** Handed back in cash. Never more than the cash that came in. */
  readonly changeMinor: Minor;
  /** What cards paid beyond the total: must be refunded at the terminal, never as cash. */
  readonly cardOverMinor: Minor;
}

/**
 * Works out whether the tenders pay the basket. Cards pay exactly (or what `cardDue` asked for,
 * where no card can); only the part left for cash is rounded, and only when cash closes the sale ("cash only" mode: 15.72 less card 0.68 is
 * 15.05 in cash). The exact amount in small coins is always enough, and cash between the exact
 * and the rounded amount is taken as it is, so that no basket is ever stuck over a coin.
 */
export function settle(input: SettleInput): Settlement {
  const cardMinor = sumOf(input.tenders, 'card');
  const cashMinor = sumOf(input.tenders, 'cash');
  const cardRounding = closingCardRounding(input);
  if (cardRounding !== null) return paid(cardRounding, ZERO);
  const dueMinor = subtract(input.totals.totalMinor, cardMinor);
  if (dueMinor < 0) {
    return { ...open(ZERO), cardOverMinor: subtract(cardMinor, input.totals.totalMinor) };
  }
  if (cashMinor === dueMinor) return paid(ZERO, ZERO);
  const { roundedMinor, roundingMinor } = roundCash(dueMinor, input.cashRule);
  if (cashMinor > dueMinor) {
    return cashMinor < roundedMinor
      ? paid(subtract(cashMinor, dueMinor), ZERO)
      : paid(roundingMinor, subtract(cashMinor, roundedMinor));
  }
  const closedByCash = input.tenders.at(-1)?.kind === 'cash';
  if (closedByCash && cashMinor >= roundedMinor) {
    return paid(roundingMinor, subtract(cashMinor, roundedMinor));
  }
  return open(subtract(dueMinor, cashMinor));
}

/** What to ask for in cash now: the exact amount still owed, and the same rounded to coins. */
export function cashDue(input: SettleInput): { exactMinor: Minor; roundedMinor: Minor } {
  const exactMinor = settle(input).remainingMinor;
  const paidInCash = sumOf(input.tenders, 'cash');
  const wholeCashPart = subtract(input.totals.totalMinor, sumOf(input.tenders, 'card'));
  if (exactMinor === 0) return { exactMinor, roundedMinor: ZERO };
  const { roundedMinor } = roundCash(wholeCashPart, input.cashRule);
  const openMinor = subtract(roundedMinor, paidInCash);
  return { exactMinor, roundedMinor: openMinor > 0 ? openMinor : ZERO };
}

/** What a card is asked for that shall pay the rest; 0 when the rest is no amount a card can pay. */
export function cardDue(input: SettleInput): Minor {
  return roundCard(settle(input).remainingMinor, input.cashRule);
}

/** The rounding of a sale that its last card closed with the rounded rest, or null. */
function closingCardRounding(input: SettleInput): Minor | null {
  const last = input.tenders.at(-1);
  if (last?.kind !== 'card') return null;
  const before = cardRest({ ...input, tenders: input.tenders.slice(0, -1) });
  if (before <= 0 || last.amountMinor !== roundCard(before, input.cashRule)) return null;
  return subtract(last.amountMinor, before);
}

/** Total less everything tendered: negative when too much was. */
function cardRest({ totals, tenders }: SettleInput): Minor {
  return subtract(totals.totalMinor, sum(tenders.map(({ amountMinor }) => amountMinor)));
}

function sumOf(tenders: SettleInput['tenders'], kind: Tender['kind']): Minor {
  return sum(tenders.filter((tender) => tender.kind === kind).map((tender) => tender.amountMinor));
}

function paid(roundingMinor: Minor, changeMinor: Minor): Settlement {
  return { complete: true, remainingMinor: ZERO, roundingMinor, changeMinor, cardOverMinor: ZERO };
}

function open(remainingMinor: Minor): Settlement {
  return {
    complete: false,
    remainingMinor,
    roundingMinor: ZERO,
    changeMinor: ZERO,
    cardOverMinor: ZERO,
  };
}
