import { invariant } from '../core/assert.ts';
import { lastCursor, pullEntries } from './store/entries.ts';
import type { Queryable } from './store/sql.ts';

/**
 * NDJSON of up to `limit` entries after a cursor, read as it is sent; and the cursor to go on with.
 * Reading throws where an entry is missing: a reader must not go on behind it.
 */
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
    invariant(end !== undefined, `no entry at cursor ${last + 1} of ${to}`);
    // The entry is put in as it arrived: parsing and printing it again could only change it.
    yield entries.map(({ cursor, raw }) => `{"cursor":${cursor},"entry":${raw}}\n`).join('');
    last = end.cursor;
  }
}
