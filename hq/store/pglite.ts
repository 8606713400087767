import { PGlite } from '@electric-sql/pglite';
import type { Queryable, Row, Sql, SqlValue } from './sql.ts';

/**
 * Opens (and at first makes) a PostgreSQL that runs inside this process, its files in `folder`.
 * It has one connection: transactions run one after the other. Only one process may open a folder
 * at a time, which `lockDataFolder` sees to.
 */
export async function openPglite(folder: string): Promise<Sql> {
  const db = await PGlite.create(folder);
  return {
    query: async (text, values) => (await db.query<Row>(text, parameters(values))).rows,
    transaction: (work) =>
      db.transaction((inner) => {
        const tx: Queryable = {
          query: async (text, values) => (await inner.query<Row>(text, parameters(values))).rows,
        };
        return work(tx);
      }),
    close: () => db.close(),
  };
}

function parameters(values: readonly SqlValue[] | undefined): unknown[] {
  return values === undefined ? [] : [...values];
}
