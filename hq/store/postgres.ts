import pg from 'pg';
import type { Log } from '../log.ts';
import type { Queryable, Row, Sql, SqlValue } from './sql.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** A statement or a stuck transaction must not hold a register's row for ever. */
const STATEMENT_TIMEOUT_MS = 120_000;

/** Connects to a PostgreSQL server. Throws when it cannot be reached. */
export async function openPostgres(databaseUrl: string, log: Log): Promise<Sql> {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'tillwright-hq',
  });
  // Without a listener an idle connection that the server ends would end this process too.
  pool.on('error', (error) => log.warn('database connection lost', { reason: error.message }));
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    query: (text, values) => run(pool, text, values),
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies while it is lent out reports here; its next query fails by itself.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    const result = await work({ query: (text, values) => run(client, text, values) });
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function run(
  target: pg.Pool | pg.PoolClient,
  text: string,
  values: readonly SqlValue[] | undefined,
): Promise<readonly Row[]> {
  const result = await target.query<Row>(text, values === undefined ? [] : [...values]);
  return result.rows;
}
