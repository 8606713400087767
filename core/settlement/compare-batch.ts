import type { SettlementDifference, SettlementCompared } from '../journal/events/settlement.ts';
import {
  type SettlementAttempt,
  bookedLines,
  type BookLine,
  type CountAndSum,
  isNothing,
  lineOf,
  minus,
  type TerminalBook,
  totalOf,
} from './batch-book.ts';
import { CARD_GROUPS } from './card-group.ts';
import {
  explanations,
  findTogether,
  isWithin,
  type Suspect,
  takeWithin,
  terminalHas,
  terminalLacks,
} from './explain-difference.ts';
import { matchItems, type Mismatch } from './match-items.ts';

export type SettlementComparison = Pick<SettlementCompared, 'agrees' | 'groups' | 'differences'>;

/** The name of the one group of a terminal that does not count by kinds of card. */
export const ALL_CARDS = 'all';

/** The sums of one kind of card, side by side. */
interface Pair {
  readonly group: string;
  readonly terminal: CountAndSum;
  readonly register: CountAndSum;
}

/**
 * Sets the terminal's batch against the register's, kind of card by kind of card, and lists with
 * each difference what explains it. The amounts of a difference's explanations add up to what the
 * terminal has more (negative: less) than the register. The order is that of the kinds of card,
 * and within one that of the register's journal.
 */
export function compareSettlement(
  terminal: TerminalBook,
  attempts: readonly SettlementAttempt[],
): SettlementComparison {
  const booked = bookedLines(attempts);
  const pairs = sideBySide(terminal, booked);
  const found =
    terminal.items === null
      ? searchCauses(attempts, booked, pairs)
      : listedCauses(matchItems(terminal.items, attempts, booked), pairs);
  // Two transactions may make up for each other in a sum; a list shows them all the same.
  const open = pairs.filter((pair) => !agree(pair) || causesOf(pair, found).length > 0);
  return {
    agrees: open.length === 0,
    groups: pairs.filter((pair) => isCounted(pair) || open.includes(pair)).map(figures),
    differences: open.map(
      (pair): SettlementDifference => ({
        ...figures(pair),
        explained: explanations(causesOf(pair, found), differenceOf(pair)),
      }),
    ),
  };
}

function figures({ group, terminal, register }: Pair) {
  return {
    group,
    terminalCount: terminal.count,
    terminalMinor: terminal.amountMinor,
    registerCount: register.count,
    registerMinor: register.amountMinor,
  };
}

function differenceOf({ terminal, register }: Pair): CountAndSum {
  return minus(terminal, register);
}

/** Terminals may tell a count in one byte: from here on it may have gone round. */
const COUNT_BYTE = 256;

/**
 * Whether the two sums of a kind of card are the same, as far as the terminal can tell: its
 * amounts may have no sign, so that more refunds than sales are told as 0, and its counts end at 255.
 * A total of nothing counted comes from a terminal that does not count.
 */
function agree({ terminal, register }: Pair): boolean {
  const sameCount =
    terminal.count === register.count ||
    (terminal.count === 0 && terminal.amountMinor !== 0) ||
    (register.count >= COUNT_BYTE &&
      (terminal.count === register.count % COUNT_BYTE || terminal.count === COUNT_BYTE - 1));
  const sameAmount =
    terminal.amountMinor === register.amountMinor ||
    (terminal.amountMinor === 0 && register.amountMinor < 0);
  return sameCount && sameAmount;
}

/** The register has something of this kind of card; one sum of all is always told. */
function isCounted({ group, register }: Pair): boolean {
  return group === ALL_CARDS || !isNothing(register);
}

/** Every kind of card, or all cards as one. */
function sideBySide(terminal: TerminalBook, booked: readonly BookLine[]): Pair[] {
  const groups = terminal.groups ?? groupsOfItems(terminal);
  // No group at all beside a total: the terminal has told the total alone.
  if (groups === null || (groups.length === 0 && terminal.totalMinor !== 0)) {
    const told = { count: terminal.count, amountMinor: terminal.totalMinor };
    return [{ group: ALL_CARDS, terminal: told, register: totalOf(booked) }];
  }
  return CARD_GROUPS.map((group) => ({
    group,
    terminal: totalOf(groups.filter((told) => told.group === group)),
    register: totalOf(booked.filter((line) => (line.group ?? 'other') === group)),
  }));
}

/** A list of transactions tells the groups too, when it is the whole batch. */
function groupsOfItems({ items, totalMinor, count }: TerminalBook): TerminalBook['groups'] {
  if (items === null) return null;
  const listed = items.map(({ group, amountMinor }) => ({ group, amountMinor, count: 1 }));
  const total = totalOf(listed);
  return total.amountMinor === totalMinor && total.count === count ? listed : null;
}

/** A cause that was found, and the kind of card whose sums it explains. */
type Found = Pick<Mismatch, 'group' | 'suspect'>;

/** What was found for a kind of card, in the order it was found. */
function causesOf({ group }: Pair, found: readonly Found[]): Suspect[] {
  return found.filter((each) => each.group === group).map(({ suspect }) => suspect);
}

/** What a list of transactions shows, by kind of card as it is compared. */
function listedCauses(mismatches: readonly Mismatch[], pairs: readonly Pair[]): Found[] {
  const isOneSum = pairs.some(({ group }) => group === ALL_CARDS);
  if (!isOneSum) return [...mismatches];
  return mismatches
    .filter(({ isMove }) => !isMove)
    .map(({ suspect }) => ({ group: ALL_CARDS, suspect }));
}

/** What may explain each difference of sums; no attempt is named for two reasons. */
function searchCauses(
  attempts: readonly SettlementAttempt[],
  booked: readonly BookLine[],
  pairs: readonly Pair[],
): readonly Found[] {
  const open = pairs.filter((pair) => !agree(pair));
  const search = new Search(attempts, booked, open);
  // A payment without a card is counted under "other" here; the terminal knows its card.
  search.moves((line) => line.group === null);
  search.doubts();
  search.moves(() => true);
  search.sameAmounts();
  search.parts();
  return search.found;
}

/** Looks for causes where the terminal tells sums only; surer kinds of cause first. */
class Search {
  readonly #booked: readonly BookLine[];
  readonly #open: readonly Pair[];
  readonly found: Found[] = [];
  readonly #doubted: readonly Suspect[];
  readonly #refused: readonly Suspect[];
  /** Attempts that explain something already. */
  readonly #used = new Set<string>();

  constructor(
    attempts: readonly SettlementAttempt[],
    booked: readonly BookLine[],
    open: readonly Pair[],
  ) {
    this.#booked = booked;
    this.#open = open;
    const line = (attempt: SettlementAttempt) => lineOf(attempts, attempt);
    const inState = (state: SettlementAttempt['state']) =>
      attempts.filter((attempt) => attempt.state === state).map(line);
    this.#doubted = [
      ...inState('unknown').map((each) => terminalHas('unknown', each)),
      ...inState('resolvedNotPaid').map((each) => terminalHas('settledByHand', each)),
      ...booked.filter(({ byHand }) => byHand).map((each) => terminalLacks('settledByHand', each)),
    ];
    this.#refused = inState('declined').map((each) => terminalHas('sameAmount', each));
  }

  /**
   * Transactions that the terminal counts as another kind of card. What explains something already is
   * not looked for again: since then the sums of its own kind agree, and nothing is left to explain there.
   */
  moves(which: (line: BookLine) => boolean): void {
    for (const from of this.#open) {
      for (const to of this.#open) {
        if (from === to) continue;
        const lines = this.#booked
          .filter((line) => which(line) && (line.group ?? 'other') === from.group)
          .filter((line) => isWithin(line, this.#left(to)));
        const away = lines.map((line) => terminalLacks(moveCause(line), line));
        const moved = findTogether(away, this.#left(from), false);
        if (moved === null || !isWithin(totalOf(moved.map(back)), this.#left(to))) continue;
        this.#take(from, moved);
        this.#take(to, moved.map(back));
      }
    }
  }

  /** What is unknown here, or was settled by a person. */
  doubts(): void {
    for (const pair of this.#open) {
      const all = findTogether(this.#fitting(this.#doubted, pair), this.#left(pair), false);
      if (all !== null) this.#take(pair, all);
    }
  }

  /** Transactions of which nothing but the amount speaks. */
  sameAmounts(): void {
    for (const pair of this.#open) {
      const here = this.#booked.map((line) => terminalLacks('sameAmount', line));
      const suspects = this.#fitting([...here, ...this.#refused], pair);
      const all = findTogether(suspects, this.#left(pair), true);
      if (all !== null) this.#take(pair, all);
    }
  }

  /** Doubts that explain a part of what is left. */
  parts(): void {
    for (const pair of this.#open) {
      this.#take(pair, takeWithin(this.#fitting(this.#doubted, pair), this.#left(pair)));
    }
  }

  /** Those not used yet that may stand in this group; a card nobody knows stands in any. */
  #fitting(suspects: readonly Suspect[], pair: Pair): readonly Suspect[] {
    return suspects.filter(({ line, amountMinor }) => {
      if (this.#used.has(line.attemptId)) return false;
      // The register itself counts what it has without a card as "other".
      const isCountedHere = amountMinor === 0 - line.amountMinor;
      const group = line.group ?? (isCountedHere ? 'other' : pair.group);
      return group === pair.group || pair.group === ALL_CARDS;
    });
  }

  #left(pair: Pair): CountAndSum {
    return minus(differenceOf(pair), totalOf(causesOf(pair, this.found)));
  }

  #take(pair: Pair, suspects: readonly Suspect[]): void {
    for (const suspect of suspects) {
      this.found.push({ group: pair.group, suspect });
      this.#used.add(suspect.line.attemptId);
    }
  }
}

function moveCause({ byHand }: BookLine): Suspect['cause'] {
  return byHand ? 'settledByHand' : 'otherGroup';
}

/** A transaction that is away from one group is in another. */
function back({ line, cause }: Suspect): Suspect {
  return terminalHas(cause, line);
}
