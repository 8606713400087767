import { type CashRule, roundCard, roundCash } from '../money/cash-rounding.ts';
import { type Minor, negate, subtract, ZERO } from '../money/minor.ts';
import type { BasketTotals } from '../basket/types.ts';
import { amountOf, TENDERS, type Tender, type TenderKind, tendersThat } from './tender.ts';

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
  /** Handed back in the drawer's money. Never more than what came in of kinds that give change. */
  readonly changeMinor: Minor;
  /** What kinds that give no change paid beyond the total: it goes back as it came, never as cash. */
  readonly overMinor: Minor;
}

/**
 * Works out whether the tenders pay the basket, by the traits of their kinds. Most pay exactly (a
 * card what `cardDue` asked for, where no card can); only the part left for coins is rounded, and
 * only when coins close the sale ("cash only" mode: 15.72 less card 0.68 is 15.05 in cash). The
 * exact amount in small coins is always enough, and coins between the exact and the rounded amount
 * are taken as they are, so that no basket is ever stuck over a coin.
 */
export function settle(input: SettleInput): Settlement {
  const { exactMinor, coinsMinor } = paidSoFar(input);
  const cardRounding = closingCardRounding(input);
  if (cardRounding !== null) return paid(cardRounding, ZERO);
  const dueMinor = subtract(input.totals.totalMinor, exactMinor);
  if (dueMinor < 0) return over(negate(dueMinor));
  if (coinsMinor === dueMinor) return paid(ZERO, ZERO);
  const { roundedMinor, roundingMinor } = roundCash(dueMinor, input.cashRule);
  if (coinsMinor > dueMinor && coinsMinor < roundedMinor) {
    return paid(subtract(coinsMinor, dueMinor), ZERO);
  }
  if (coinsMinor > dueMinor || (closedByCoins(input) && coinsMinor >= roundedMinor)) {
    const changeMinor = subtract(coinsMinor, roundedMinor);
    const changeable = tendersThat(({ givesChange }) => givesChange, input.tenders);
    return changeMinor <= amountOf(changeable)
      ? paid(roundingMinor, changeMinor)
      : over(changeMinor);
  }
  return open(subtract(dueMinor, coinsMinor));
}

/** What to ask for in coins now: the exact amount still owed, and the same rounded to coins. */
export function cashDue(input: SettleInput): { exactMinor: Minor; roundedMinor: Minor } {
  const exactMinor = settle(input).remainingMinor;
  if (exactMinor === 0) return { exactMinor, roundedMinor: ZERO };
  const paidMinor = paidSoFar(input);
  const wholeCoinPart = subtract(input.totals.totalMinor, paidMinor.exactMinor);
  const { roundedMinor } = roundCash(wholeCoinPart, input.cashRule);
  const openMinor = subtract(roundedMinor, paidMinor.coinsMinor);
  return { exactMinor, roundedMinor: openMinor > 0 ? openMinor : ZERO };
}

/** What a card is asked for that shall pay the rest; 0 when the rest is no amount a card can pay. */
export function cardDue(input: SettleInput): Minor {
  return roundCard(settle(input).remainingMinor, input.cashRule);
}

/** What is asked for in one kind of tender that shall pay the rest, as far as it can. */
export function dueIn(kind: TenderKind, input: SettleInput): Minor {
  const { pays } = TENDERS[kind];
  if (pays === 'coins') return cashDue(input).roundedMinor;
  return pays === 'cards' ? cardDue(input) : settle(input).remainingMinor;
}

/** The rounding of a sale that its last card closed with the rounded rest, or null. */
function closingCardRounding(input: SettleInput): Minor | null {
  const last = input.tenders.at(-1);
  if (last === undefined || TENDERS[last.kind].pays !== 'cards') return null;
  const before = cardRest({ ...input, tenders: input.tenders.slice(0, -1) });
  if (before <= 0 || last.amountMinor !== roundCard(before, input.cashRule)) return null;
  return subtract(last.amountMinor, before);
}

/** Total less everything tendered: negative when too much was. */
function cardRest({ totals, tenders }: SettleInput): Minor {
  return subtract(totals.totalMinor, amountOf(tenders));
}

function closedByCoins({ tenders }: SettleInput): boolean {
  const last = tenders.at(-1);
  return last !== undefined && TENDERS[last.kind].pays === 'coins';
}

/** What coins paid, and what all else did. */
function paidSoFar({ tenders }: SettleInput): { exactMinor: Minor; coinsMinor: Minor } {
  const coinsMinor = amountOf(tendersThat(({ pays }) => pays === 'coins', tenders));
  return { coinsMinor, exactMinor: subtract(amountOf(tenders), coinsMinor) };
}

function paid(roundingMinor: Minor, changeMinor: Minor): Settlement {
  return { complete: true, remainingMinor: ZERO, roundingMinor, changeMinor, overMinor: ZERO };
}

function over(overMinor: Minor): Settlement {
  return { ...open(ZERO), overMinor };
}

function open(remainingMinor: Minor): Settlement {
  return {
    complete: false,
    remainingMinor,
    roundingMinor: ZERO,
    changeMinor: ZERO,
    overMinor: ZERO,
  };
}
