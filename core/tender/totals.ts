import type { AmountCount, GroupedAmount } from '../journal/events/day-report.ts';
import type { SaleCompleted } from '../journal/events/sale.ts';
import { add, type Minor, negate, ZERO } from '../money/minor.ts';
import { DRAWER_MONEY } from './tender.ts';

/** What was paid in each kind of tender, over sales that come one at a time. */
export interface TenderTotals {
  add(sale: Pick<SaleCompleted, 'tenders' | 'changeMinor'>): void;
  /** One row a kind that occurred, by name, so that the same sales give the same rows everywhere. */
  rows(): GroupedAmount[];
}

/** Begins with none. Change is taken off the drawer's money, and is no tender of its own. */
export function startTenderTotals(): TenderTotals {
  const totals = new Map<string, AmountCount>();
  const plus = (kind: string, count: number, amountMinor: Minor) => {
    const before = totals.get(kind) ?? { count: 0, amountMinor: ZERO };
    totals.set(kind, {
      count: before.count + count,
      amountMinor: add(before.amountMinor, amountMinor),
    });
  };
  return {
    add({ tenders, changeMinor }) {
      for (const { kind, amountMinor } of tenders) plus(kind, 1, amountMinor);
      if (changeMinor !== 0) plus(DRAWER_MONEY, 0, negate(changeMinor));
    },
    rows: () =>
      [...totals]
        .map(([key, total]) => ({ key, ...total }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}
