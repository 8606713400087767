import { canonicalJson } from '../journal/canonical.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { isEntry } from '../journal/typed-entry.ts';
import { add, type Minor, ZERO } from '../money/minor.ts';
import type {
  AmountCount,
  DayReport,
  DayVoids,
  GroupedAmount,
} from '../journal/events/day-report.ts';

/** What was taken off baskets before they were paid, so far. */
export interface Corrections {
  readonly lines: AmountCount;
  readonly baskets: AmountCount;
  readonly byPerson: ReadonlyMap<string, Omit<DayVoids, 'key'>>;
  readonly byReason: ReadonlyMap<string, AmountCount>;
}

/** The part of a day's report that tells of corrections. */
export type CorrectionsReport = Pick<
  DayReport,
  'lineVoids' | 'voidedBaskets' | 'voids' | 'voidReasons'
>;

const NOTHING: AmountCount = { count: 0, amountMinor: ZERO };

export const NO_CORRECTIONS: Corrections = {
  lines: NOTHING,
  baskets: NOTHING,
  byPerson: new Map(),
  byReason: new Map(),
};

/**
 * The corrections with one more entry of the journal. They count by lines, not by pieces: five of one
 * item set to one is one correction of four prices (Norwegian regulation on cash registers, §2-8-2).
 */
export function addCorrection(before: Corrections, entry: JournalEntry): Corrections {
  if (isEntry(entry, 'basket.corrected')) {
    const { amountMinor, reason, approvedBy } = entry.payload;
    const lines = plus(before.lines, amountMinor);
    const isApproved = approvedBy !== undefined;
    return { ...withVoid(before, 'lines', { entry, amountMinor, reason, isApproved }), lines };
  }
  if (isEntry(entry, 'basket.voided')) {
    const { totalMinor: amountMinor, reason, approvedBy, refunded } = entry.payload;
    const baskets = plus(before.baskets, amountMinor);
    const isApproved = (approvedBy ?? refunded?.approvedBy) !== undefined;
    return { ...withVoid(before, 'baskets', { entry, amountMinor, reason, isApproved }), baskets };
  }
  return before;
}

interface Void {
  readonly entry: JournalEntry;
  readonly amountMinor: Minor;
  readonly reason: string;
  readonly isApproved: boolean;
}

function withVoid(before: Corrections, what: 'lines' | 'baskets', taken: Void): Corrections {
  const { entry, amountMinor, reason, isApproved } = taken;
  const { actor } = entry;
  const person = before.byPerson.get(actor) ?? { lines: NOTHING, baskets: NOTHING, approved: 0 };
  const now = {
    ...person,
    [what]: plus(person[what], amountMinor),
    approved: person.approved + (isApproved ? 1 : 0),
  };
  const byReason = new Map(before.byReason);
  byReason.set(reason, plus(byReason.get(reason) ?? NOTHING, amountMinor));
  return { ...before, byPerson: new Map(before.byPerson).set(actor, now), byReason };
}

/** Corrections as a report shows them, by person and by reason in the order of their keys. */
export function correctionsReport(corrections: Corrections): CorrectionsReport {
  const { lines, baskets, byPerson, byReason } = corrections;
  return {
    lineVoids: lines,
    voidedBaskets: baskets,
    ...(byPerson.size === 0 ? {} : { voids: rows(byPerson), voidReasons: rows(byReason) }),
  };
}

/**
 * Whether a report says of corrections what the entries of its day add up to: head office asks, so
 * that a register that hides what its people took off is found out.
 */
export function reportsCorrections(report: CorrectionsReport, found: Corrections): boolean {
  const { lineVoids, voidedBaskets, voids, voidReasons } = report;
  const told = {
    lineVoids,
    voidedBaskets,
    ...(voids === undefined ? {} : { voids }),
    ...(voidReasons === undefined ? {} : { voidReasons }),
  };
  return canonicalJson(told) === canonicalJson(correctionsReport(found));
}

function plus(before: AmountCount, amountMinor: Minor): AmountCount {
  return { count: before.count + 1, amountMinor: add(before.amountMinor, amountMinor) };
}

function rows<T extends object>(map: ReadonlyMap<string, T>): (T & Pick<GroupedAmount, 'key'>)[] {
  return [...map]
    .map(([key, value]) => ({ key, ...value }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
