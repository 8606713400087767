import { integerOf, type Queryable, textOf } from './sql.ts';

/** One journal entry with its place in the order head office took entries in. */
export interface FeedEntry {
  readonly cursor: number;
  /** The entry's JSON just as it arrived. */
  readonly raw: string;
}

/**
 * The entries with cursors from `after + 1` to `after + limit`, as far as there are any. Cursors
 * have no gaps, so a reader that goes on from the last one it got sees every entry once.
 */
export async function pullEntries(
  sql: Queryable,
  after: number,
  limit: number,
): Promise<FeedEntry[]> {
  const rows = await sql.query(
    `SELECT b.cursor_from + (e.seq - b.from_seq) AS cursor, e.raw
     FROM batch b
     JOIN entry e ON e.store_id = b.store_id AND e.register_id = b.register_id
       AND e.seq BETWEEN b.from_seq + greatest($1::bigint + 1 - b.cursor_from, 0)
         AND least(b.to_seq, b.from_seq + ($1::bigint + $2::bigint - b.cursor_from))
     WHERE b.cursor_to > $1::bigint AND b.cursor_from <= $1::bigint + $2::bigint
     ORDER BY b.cursor_from, e.seq`,
    [after, limit],
  );
  return rows.map((row) => ({ cursor: integerOf(row, 'cursor'), raw: textOf(row, 'raw') }));
}

/** A register's entries `from` … `to`, in order, as they arrived. */
export async function entriesOfRegister(
  sql: Queryable,
  storeId: string,
  registerId: string,
  from: number,
  to: number,
): Promise<string[]> {
  const rows = await sql.query(
    `SELECT raw FROM entry
     WHERE store_id = $1 AND register_id = $2 AND seq BETWEEN $3 AND $4 ORDER BY seq`,
    [storeId, registerId, from, to],
  );
  return rows.map((row) => textOf(row, 'raw'));
}

/** The registers that have entries of a business day, by store and register. */
export async function registersOfDay(
  sql: Queryable,
  businessDay: string,
): Promise<{ storeId: string; registerId: string }[]> {
  const rows = await sql.query(
    `SELECT DISTINCT store_id, register_id FROM entry WHERE business_day = $1
     ORDER BY store_id, register_id`,
    [businessDay],
  );
  return rows.map((row) => ({
    storeId: textOf(row, 'store_id'),
    registerId: textOf(row, 'register_id'),
  }));
}

/** One register's entries of a business day, in order, as they arrived. */
export async function entriesOfDay(
  sql: Queryable,
  businessDay: string,
  storeId: string,
  registerId: string,
): Promise<string[]> {
  const rows = await sql.query(
    `SELECT raw FROM entry
     WHERE business_day = $1 AND store_id = $2 AND register_id = $3 ORDER BY seq`,
    [businessDay, storeId, registerId],
  );
  return rows.map((row) => textOf(row, 'raw'));
}
