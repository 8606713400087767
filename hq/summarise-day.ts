import type { z } from 'zod';
import type { daySummarySchema } from '../contracts/head-office.ts';
import { journalEntrySchema } from '../contracts/journal.ts';
import { summariseEntries } from '../core/batch/build.ts';
import type { JournalEntry } from '../core/journal/entry.ts';
import { isEntry } from '../core/journal/typed-entry.ts';
import { entriesOfDay, registersOfDay } from './store/entries.ts';
import type { Queryable } from './store/sql.ts';

/** Every register's totals of a business day, folded from the entries head office holds. */
export async function summariseDay(
  sql: Queryable,
  businessDay: string,
): Promise<z.output<typeof daySummarySchema>> {
  const registers = [];
  for (const { storeId, registerId } of await registersOfDay(sql, businessDay)) {
    const lines = await entriesOfDay(sql, businessDay, storeId, registerId);
    const entries = lines.map((line) => journalEntrySchema.parse(JSON.parse(line)));
    registers.push({ storeId, registerId, currency: currencyOf(entries), ...totalsOf(entries) });
  }
  return { businessDay, registers };
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
