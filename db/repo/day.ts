import { minor, ZERO } from '../../core/money/minor.ts';
import type { ReadTx } from '../../till/ports/store.ts';
import type { ReadDb } from '../open.ts';

/** The totals that never reset. */
export function prepareDayReads(db: ReadDb): Pick<ReadTx, 'grandTotals'> {
  const totals = db.prepare<[], { sales_minor: number; returns_minor: number }>(
    'SELECT sales_minor, returns_minor FROM grand_total',
  );
  return {
    grandTotals: () => {
      const row = totals.get();
      if (row === undefined) return { salesMinor: ZERO, returnsMinor: ZERO };
      return { salesMinor: minor(row.sales_minor), returnsMinor: minor(row.returns_minor) };
    },
  };
}
