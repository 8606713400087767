import type { z } from 'zod';
import type { daySummarySchema } from '../contracts/head-office.ts';
import { journalEntrySchema } from '../contracts/journal.ts';
import { startUploadSummary, type StartedSummary } from '../core/upload/build.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import { readAs } from '../core/journal/typed-entry.ts';
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
    const days: StartedDay[] = [];
    for await (const lines of entriesOfDay(sql, businessDay, storeId, registerId)) {
      for (const line of lines) addTo(days, journalEntrySchema.parse(JSON.parse(line)));
    }
    registers.push(...days.map((day) => ({ storeId, registerId, ...totalsOf(day) })));
  }
  return { businessDay, registers };
}

interface StartedDay {
  readonly summary: StartedSummary;
  /** Null while its end is not here yet. */
  zNumber: number | null;
  /** A register sells in one currency; '' on a day without a sale. */
  currency: string;
}

/** Cut where a day begins: entries between two days carry no date and are not among them. */
function addTo(days: StartedDay[], entry: JournalEntry): void {
  let day = days.at(-1);
  if (day === undefined || entry.type === 'day.opened') {
    day = { summary: startUploadSummary(), zNumber: null, currency: '' };
    days.push(day);
  }
  day.summary.add(entry);
  day.zNumber = readAs(entry, 'day.closed')?.payload.report.zNumber ?? null;
  if (day.currency === '') {
    day.currency = readAs(entry, 'sale.completed')?.payload.currency ?? '';
  }
}

function totalsOf(day: StartedDay) {
  // The chain's ends are of no use here: a day need not be one slice of the journal.
  const summary = day.summary.summary();
  return {
    zNumber: day.zNumber,
    currency: day.currency,
    entries: summary.entries,
    sales: summary.sales,
    salesTotalMinor: summary.salesTotalMinor,
    taxTotalMinor: summary.taxTotalMinor,
    tenders: [...summary.tenders],
    ...(summary.partCashMinor === undefined ? {} : { partCashMinor: summary.partCashMinor }),
    firstReceiptNo: summary.firstReceiptNo,
    lastReceiptNo: summary.lastReceiptNo,
  };
}
