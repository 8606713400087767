import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../log.ts';
import type { Where } from '../office.ts';
import { openPglite } from '../store/pglite.ts';
import { openPostgres } from '../store/postgres.ts';
import type { Sql } from '../store/sql.ts';
import { startCluster } from './postgres-cluster.ts';
import { withEmptyDatabase } from './empty-database.ts';

/** A kind of database that head office runs on, and fresh ones of that kind. */
export interface Databases {
  /** An empty database. */
  fresh(): Promise<Where>;
  /** A second look into a database: on PGlite only while no head office has it open. */
  open(where: Where): Promise<Sql>;
  close(): Promise<void>;
}

/** The kinds every test of head office runs on. */
export const DATABASE_KINDS = ['PGlite', 'PostgreSQL'] as const;

/** Prepares databases of one kind; `close` removes them all. */
export async function startDatabases(kind: (typeof DATABASE_KINDS)[number]): Promise<Databases> {
  return kind === 'PGlite' ? embedded() : server();
}

function embedded(): Databases {
  const folder = mkdtempSync(join(tmpdir(), 'tillwright-hq-'));
  let made = 0;
  return {
    fresh: async () => {
      made += 1;
      return { dataDir: await withEmptyDatabase(join(folder, String(made))) };
    },
    open: (where) => {
      if (!('dataDir' in where)) throw new Error('not a folder');
      return openPglite(join(where.dataDir, 'db'));
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function server(): Promise<Databases> {
  const cluster = await startCluster();
  return {
    fresh: async () => ({ databaseUrl: await cluster.createDatabase() }),
    open: (where) => {
      if (!('databaseUrl' in where)) throw new Error('not a URL');
      return openPostgres(where.databaseUrl, silentLog);
    },
    close: () => cluster.stop(),
  };
}
