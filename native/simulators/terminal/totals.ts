import type { BookEntry, EntryKind } from './book-entry.ts';

/** Count and net amount of some transactions; refunds count against sales. */
export interface Sum {
  readonly count: number;
  readonly netMinor: number;
}

/**
 * Whether a kind moves money to the shop, from it, or not at all. A reversal is 0: what it takes
 * back no longer counts.
 */
const DIRECTIONS: Readonly<Record<EntryKind, 1 | 0 | -1>> = {
  sale: 1,
  booking: 1,
  refund: -1,
  reversal: 0,
  preAuth: 0,
  release: 0,
};

/** What a batch comes to. Reversed and auto-reversed transactions are not in it. */
export interface BatchTotals extends Sum {
  readonly batchNo: number;
  readonly salesMinor: number;
  readonly refundsMinor: number;
  readonly firstReceiptNo: number;
  readonly lastReceiptNo: number;
  /** By ZVT card type id. */
  readonly byCardType: ReadonlyMap<number, Sum>;
}

/** Count and sum of each card name, in the order they first came: for the printed report. */
export function totalsByCard(entries: readonly BookEntry[]): ReadonlyMap<string, Sum> {
  const byName = new Map<string, Sum>();
  for (const entry of counted(entries)) {
    const sum = byName.get(entry.cardName) ?? { count: 0, netMinor: 0 };
    const netMinor = sum.netMinor + entry.amountMinor * DIRECTIONS[entry.kind];
    byName.set(entry.cardName, { count: sum.count + 1, netMinor });
  }
  return byName;
}

/** What counts in the end: a reversal and what it has taken back cancel each other out. */
function counted(entries: readonly BookEntry[]): readonly BookEntry[] {
  return entries.filter(({ state, kind }) => state === 'approved' && DIRECTIONS[kind] !== 0);
}

/** Adds up the stored transactions of one batch. */
export function totalsOf(batchNo: number, entries: readonly BookEntry[]): BatchTotals {
  const valid = counted(entries);
  const byCardType = new Map<number, Sum>();
  let salesMinor = 0;
  let refundsMinor = 0;
  for (const entry of valid) {
    const signed = entry.amountMinor * DIRECTIONS[entry.kind];
    if (signed < 0) refundsMinor -= signed;
    else salesMinor += signed;
    const sum = byCardType.get(entry.cardTypeId) ?? { count: 0, netMinor: 0 };
    byCardType.set(entry.cardTypeId, { count: sum.count + 1, netMinor: sum.netMinor + signed });
  }
  const numbers = entries.flatMap(({ receiptNo }) => (receiptNo === null ? [] : [receiptNo]));
  return {
    batchNo,
    count: valid.length,
    netMinor: salesMinor - refundsMinor,
    salesMinor,
    refundsMinor,
    firstReceiptNo: numbers[0] ?? 0,
    lastReceiptNo: numbers.at(-1) ?? 0,
    byCardType,
  };
}
