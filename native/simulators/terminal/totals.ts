import type { BookEntry } from './book.ts';

/** Count and net amount of some transactions; refunds count against sales. */
export interface Sum {
  readonly count: number;
  readonly netMinor: number;
}

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

/** Adds up the stored transactions of one batch. */
export function totalsOf(batchNo: number, entries: readonly BookEntry[]): BatchTotals {
  const counted = entries.filter(
    (entry) => entry.state === 'approved' && entry.kind !== 'reversal',
  );
  const byCardType = new Map<number, Sum>();
  let salesMinor = 0;
  let refundsMinor = 0;
  for (const entry of counted) {
    const signed = entry.kind === 'refund' ? -entry.amountMinor : entry.amountMinor;
    if (signed < 0) refundsMinor -= signed;
    else salesMinor += signed;
    const sum = byCardType.get(entry.cardTypeId) ?? { count: 0, netMinor: 0 };
    byCardType.set(entry.cardTypeId, { count: sum.count + 1, netMinor: sum.netMinor + signed });
  }
  const numbers = entries.flatMap(({ receiptNo }) => (receiptNo === null ? [] : [receiptNo]));
  return {
    batchNo,
    count: counted.length,
    netMinor: salesMinor - refundsMinor,
    salesMinor,
    refundsMinor,
    firstReceiptNo: numbers[0] ?? 0,
    lastReceiptNo: numbers.at(-1) ?? 0,
    byCardType,
  };
}
