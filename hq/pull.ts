import { pullEntries } from './store/entries.ts';
import type { Queryable } from './store/sql.ts';

/** NDJSON of up to `limit` entries after a cursor, and the cursor to go on with. */
export async function pullLines(
  sql: Queryable,
  after: number,
  limit: number,
): Promise<{ readonly text: string; readonly next: number }> {
  const entries = await pullEntries(sql, after, limit);
  // The entry is put in as it arrived: parsing and printing it again could only change it.
  const lines = entries.map(({ cursor, raw }) => `{"cursor":${cursor},"entry":${raw}}\n`);
  return { text: lines.join(''), next: entries.at(-1)?.cursor ?? after };
}
