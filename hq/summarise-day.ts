import type { z } from 'zod';
import type { daySummarySchema } from '../contracts/head-office.ts';
import { journalEntrySchema } from '../contracts/journal.ts';
import { summariseEntries } from '../core/batch/build.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import { isEntry } from '../core/journal/typed-entry.ts';
import { entriesOfDay, registersOfDay } from './store/entries.ts';
import type { Queryable } from './store/sql.ts';

/**
 * Totals of a date, folded from the entries head office holds: one row for each day that a register
 * opened under it, in the order of its journal. A clock that was put right gives two days one date,
 * and two Z reports are never added up here.
 */
export async function summariseDay(
  sql: Queryable,
  businessDay: string,
): Promise<z.output<typeof daySummarySchema>> {
  const registers = [];
  for (const { storeId, registerId } of await registersOfDay(sql, businessDay)) {
    const lines = await entriesOfDay(sql, businessDay, storeId, registerId);
    const entries = lines.map((line) => journalEntrySchema.parse(JSON.parse(line)));
    for (const day of daysOf(entries)) {
      const zNumber = zNumberOf(day);
      registers.push({ storeId, registerId, zNumber, currency: currencyOf(day), ...totalsOf(day) });
    }
  }
  return { businessDay, registers };
}

/** Cut where a day begins: entries between two days carry no date and are not among them. */
function daysOf(entries: readonly JournalEntry[]): JournalEntry[][] {
  const days: JournalEntry[][] = [];
  for (const entry of entries) {
    const open = days.at(-1);
    if (open === undefined || isEntry(entry, 'day.opened')) days.push([entry]);
    else open.push(entry);
  }
  return days;
}

/** Null while its end is not here yet. */
function zNumberOf(day: readonly JournalEntry[]): number | null {
  const end = day.at(-1);
  return end !== undefined && isEntry(end, 'day.closed') ? end.payload.report.zNumber : null;
}

function totalsOf(entries: readonly JournalEntry[]) {
  // The chain's ends are of no use here: a day need not be one slice of the journal.
  const summary = summariseEntries(entries);
  return {
    entries: summary.entries,
    sales: summary.sales,
    salesTotalMinor: summary.salesTotalMinor,
    taxTotalMinor: summary.taxTotalMinor,
    cashTotalMinor: summary.cashTotalMinor,
    ...(summary.partCashMinor === undefined ? {} : { partCashMinor: summary.partCashMinor }),
    cardTotalMinor: summary.cardTotalMinor,
    cardPayments: summary.cardPayments,
    firstReceiptNo: summary.firstReceiptNo,
    lastReceiptNo: summary.lastReceiptNo,
  };
}

/** A register sells in one currency; '' on a day without a sale. */
function currencyOf(entries: readonly JournalEntry[]): string {
  for (const entry of entries) {
    if (isEntry(entry, 'sale.completed')) return entry.payload.currency;
  }
  return '';
}
