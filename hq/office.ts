import { closeToOthers } from '../host/private-folder.ts';
import { type DataFolder, lockDataFolder } from './data-folder.ts';
import type { KeyPairText } from './keys.ts';
import { type Log, silentLog } from './log.ts';
import { headOfficeKey } from './store/head-office-key.ts';
import { migrate } from './store/migrate.ts';
import { openPglite } from './store/pglite.ts';
import { openPostgres } from './store/postgres.ts';
import type { Sql } from './store/sql.ts';

/** Where the data lies: a folder (embedded PostgreSQL) or a PostgreSQL server. */
export type Where = { readonly dataDir: string } | { readonly databaseUrl: string };

/** An open head office database, at this software's schema. */
export interface Office {
  readonly sql: Sql;
  readonly key: KeyPairText;
  /** Null on a PostgreSQL server. */
  readonly folder: DataFolder | null;
  readonly nowMs: () => number;
  close(): Promise<void>;
}

/**
 * Opens, makes or updates the database. Throws `FolderInUseError`, `ExposedFolder`, `NewerDatabaseError`, or
 * the driver's error when a server cannot be reached.
 */
export async function openOffice(
  where: Where,
  log: Log,
  nowMs: () => number = Date.now,
): Promise<Office> {
  if ('databaseUrl' in where) {
    return prepare(await openPostgres(where.databaseUrl, log), null, nowMs);
  }
  const folder = await lockDataFolder(where.dataDir, log);
  try {
    const sql = await openPglite(folder.databaseFolder);
    // PGlite unpacks a new database with modes of its own, whatever the umask is; nobody else could
    // enter the folder meanwhile, so this is no news for the log.
    closeToOthers(folder.databaseFolder, silentLog);
    return await prepare(sql, folder, nowMs);
  } catch (error) {
    folder.release();
    throw error;
  }
}

async function prepare(sql: Sql, folder: DataFolder | null, nowMs: () => number): Promise<Office> {
  const close = async () => {
    await sql.close();
    folder?.release();
  };
  try {
    await migrate(sql, nowMs());
    return { sql, key: await headOfficeKey(sql, nowMs()), folder, nowMs, close };
  } catch (error) {
    await sql.close();
    throw error;
  }
}
