import type { Migration } from './migration.ts';
import { firstForm } from './migrations/0010-first-form.ts';
import { integerOrNull, type Sql } from './sql.ts';

const MIGRATIONS: readonly Migration[] = [firstForm];

/** Any number that nothing else in this database uses as an advisory lock. */
const MIGRATION_LOCK = 7_415_537_001;

/** The database was written by a newer version of this software: it is left untouched. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';
}

/**
 * Brings the database to this software's schema, each step in a transaction of its own together
 * with its row in `schema_version`. Returns the version reached. Throws `NewerDatabaseError`
 * before touching anything when the database is ahead.
 */
export async function migrate(sql: Sql, nowMs: number): Promise<number> {
  const newest = MIGRATIONS.at(-1)?.version ?? 0;
  await prepareVersionTable(sql);
  let version = await refuseNewer(sql, newest);
  for (const migration of MIGRATIONS) {
    if (migration.version <= version) continue;
    version = await step(sql, migration, nowMs);
  }
  return version;
}

async function prepareVersionTable(sql: Sql): Promise<void> {
  await sql.transaction(async (tx) => {
    // Two servers may start on one database at once; CREATE IF NOT EXISTS alone can collide.
    await tx.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await tx.query(
      `CREATE TABLE IF NOT EXISTS schema_version (
        version integer PRIMARY KEY,
        applied_at_ms bigint NOT NULL
      )`,
    );
  });
}

async function refuseNewer(sql: Sql, newest: number): Promise<number> {
  const [row] = await sql.query('SELECT max(version) AS version FROM schema_version');
  const version = row === undefined ? 0 : (integerOrNull(row, 'version') ?? 0);
  if (version > newest) {
    throw new NewerDatabaseError(
      `The database has schema version ${version}, this program knows up to ${newest}. ` +
        'Install the newer program; nothing was changed.',
    );
  }
  return version;
}

async function step(sql: Sql, migration: Migration, nowMs: number): Promise<number> {
  return sql.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const [row] = await tx.query('SELECT max(version) AS version FROM schema_version');
    const version = row === undefined ? 0 : (integerOrNull(row, 'version') ?? 0);
    if (version >= migration.version) return version;
    for (const statement of migration.statements) await tx.query(statement);
    await tx.query('INSERT INTO schema_version (version, applied_at_ms) VALUES ($1, $2)', [
      migration.version,
      nowMs,
    ]);
    return migration.version;
  });
}
