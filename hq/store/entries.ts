import { invariant } from '../../core/assert.ts';
import { integerOf, type Queryable, textOf } from './sql.ts';

/** One journal entry with its place in the order head office took entries in. */
export interface FeedEntry {
  readonly cursor: number;
  /** The entry's JSON just as it arrived. */
  readonly raw: string;
}

/** Of one answer of the database's: so much, or a single entry that is longer. */
const PIECE_BYTES = 1024 * 1024;
const PIECE_ROWS = 1_000;

/**
 * The first entries with cursors from `after + 1` to `after + limit`, as far as there are any and as
 * many as fit into memory at ease; at least one where there is one. Cursors have no gaps, so a reader
 * that goes on from the last one it got sees every entry once.
 */
export async function pullEntries(
  sql: Queryable,
  after: number,
  limit: number,
): Promise<FeedEntry[]> {
  const rows = await sql.query(
    firstFew(
      `SELECT b.cursor_from + (e.seq - b.from_seq) AS place, e.raw
     FROM batch b
     JOIN entry e ON e.store_id = b.store_id AND e.register_id = b.register_id
       AND e.seq BETWEEN b.from_seq + greatest($1::bigint + 1 - b.cursor_from, 0)
         AND least(b.to_seq, b.from_seq + ($1::bigint + $2::bigint - b.cursor_from))
     WHERE b.cursor_to > $1::bigint AND b.cursor_from <= $1::bigint + $2::bigint
     ORDER BY b.cursor_from, e.seq`,
    ),
    [after, Math.min(limit, PIECE_ROWS)],
  );
  rows.forEach((row, index) => {
    invariant(integerOf(row, 'place') === after + 1 + index, `no entry at a cursor after ${after}`);
  });
  return rows.map((row) => ({ cursor: integerOf(row, 'place'), raw: textOf(row, 'raw') }));
}

/** The last cursor that was given out; 0 where there is no entry. */
export async function lastCursor(sql: Queryable): Promise<number> {
  const [feed] = await sql.query('SELECT last_cursor FROM feed');
  invariant(feed !== undefined, 'the feed has no row');
  return integerOf(feed, 'last_cursor');
}

/** The first rows of a query of `place` and `raw` that do not exceed PIECE_BYTES; at least one. */
function firstFew(query: string): string {
  return `SELECT place, raw FROM (
      SELECT place, raw,
        sum(octet_length(raw)) OVER (ORDER BY place) AS bytes,
        row_number() OVER (ORDER BY place) AS number
      FROM (${query}) AS found
    ) AS counted
    WHERE bytes <= ${PIECE_BYTES} OR number = 1 ORDER BY place`;
}

/**
 * A register's entries `from` … `to`, in order, as they arrived; a few at a time. Throws where one of
 * them is not here: what ends without an error must be whole.
 */
export async function* entriesOfRegister(
  sql: Queryable,
  storeId: string,
  registerId: string,
  from: number,
  to: number,
): AsyncGenerator<string[]> {
  for (let next = from; next <= to; ) {
    const rows = await sql.query(
      firstFew(
        `SELECT seq AS place, raw FROM entry
         WHERE store_id = $1 AND register_id = $2 AND seq BETWEEN $3 AND $4`,
      ),
      [storeId, registerId, next, Math.min(to, next + PIECE_ROWS - 1)],
    );
    const isWhole = rows.every((row, index) => integerOf(row, 'place') === next + index);
    invariant(
      isWhole && rows.length > 0,
      `${storeId}/${registerId}: not all entries from ${next} to ${to} are here`,
    );
    yield rows.map((row) => textOf(row, 'raw'));
    next += rows.length;
  }
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

/** One register's entries of a business day, in order, as they arrived; a few at a time. */
export async function* entriesOfDay(
  sql: Queryable,
  businessDay: string,
  storeId: string,
  registerId: string,
): AsyncGenerator<string[]> {
  for (let before = 0; ; ) {
    const rows = await sql.query(
      firstFew(
        `SELECT seq AS place, raw FROM entry
         WHERE business_day = $1 AND store_id = $2 AND register_id = $3 AND seq > $4
         ORDER BY seq LIMIT ${PIECE_ROWS}`,
      ),
      [businessDay, storeId, registerId, before],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map((row) => textOf(row, 'raw'));
    before = integerOf(last, 'place');
  }
}
