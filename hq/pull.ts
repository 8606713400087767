import { lastCursor, pullEntries } from './store/entries.ts';
import type { Queryable } from './store/sql.ts';

/** NDJSON of up to `limit` entries after a cursor, read as it is sent; and the cursor to go on with. */
export async function pullLines(
  sql: Queryable,
  after: number,
  limit: number,
): Promise<{ readonly lines: AsyncIterable<string>; readonly next: number }> {
  // Cursors have no gaps: how far this goes is known before any of it is read.
  const next = Math.max(after, Math.min(after + limit, await lastCursor(sql)));
  return { lines: linesUpTo(sql, after, next), next };
}

async function* linesUpTo(sql: Queryable, after: number, to: number): AsyncGenerator<string> {
  for (let last = after; last < to; ) {
    const entries = await pullEntries(sql, last, to - last);
    const end = entries.at(-1);
    if (end === undefined) return;
    // The entry is put in as it arrived: parsing and printing it again could only change it.
    yield entries.map(({ cursor, raw }) => `{"cursor":${cursor},"entry":${raw}}\n`).join('');
    last = end.cursor;
  }
}
