import type { JournalEntry } from '../journal/entry.ts';
import type { SaleCompleted } from '../journal/events/sale.ts';
import { isEntry } from '../journal/typed-entry.ts';
import { amountOf, tendersThat } from '../tender/tender.ts';
import { type Minor, negate, subtract, sum, ZERO } from '../money/minor.ts';

/** What the drawer gains by a sale: what lies in it, less change, less what was booked before. */
export function cashOfSale(sale: SaleCompleted): Minor {
  const kept = tendersThat(({ inDrawer }) => inDrawer, sale.tenders);
  const gained = subtract(amountOf(kept), sale.changeMinor);
  return subtract(gained, sale.cashTakenBeforeMinor ?? ZERO);
}

/**
 * The cash that must be in the drawer of a shift by its entries alone: float, cash of its sales
 * less change, part payments taken and handed back. Entries of other shifts count nothing.
 */
export function expectedCashOf(shiftId: string, entries: Iterable<JournalEntry>): Minor {
  const parts: Minor[] = [];
  for (const entry of entries) parts.push(cashEffect(shiftId, entry));
  return sum(parts);
}

function cashEffect(shiftId: string, entry: JournalEntry): Minor {
  if (isEntry(entry, 'shift.opened')) {
    return entry.payload.shiftId === shiftId ? entry.payload.floatMinor : ZERO;
  }
  if (isEntry(entry, 'sale.completed')) {
    return entry.payload.shiftId === shiftId ? cashOfSale(entry.payload) : ZERO;
  }
  if (isEntry(entry, 'cash.taken')) {
    return entry.payload.shiftId === shiftId ? entry.payload.amountMinor : ZERO;
  }
  if (isEntry(entry, 'cash.handedBack')) {
    return entry.payload.shiftId === shiftId ? negate(entry.payload.amountMinor) : ZERO;
  }
  return ZERO;
}
