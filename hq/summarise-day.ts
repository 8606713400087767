import type { z } from 'zod';
import type { daySummarySchema } from '../contracts/head-office.ts';
import { journalEntrySchema } from '../contracts/journal.ts';
import { summariseEntries } from '../core/batch/build.ts';
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
    const totals = summariseEntries(entries);
    registers.push({ storeId, registerId, entries: entries.length, ...totals });
  }
  return { businessDay, registers };
}
