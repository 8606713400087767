import { existsSync, mkdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Queryable, Row, Sql, SqlValue } from './sql.ts';
import { syncFolder, syncTree } from './sync-tree.ts';
import { SyncedFiles } from './synced-files.ts';

/** An input or output error, as in BSD's sysexits.h. */
export const EXIT_DISK = 74;

/**
 * What makes a commit durable before it is answered. PGlite starts PostgreSQL with `-F`, which is
 * `fsync=off`; and only `fsync` reaches the disk through `SyncedFiles`, `fdatasync` does not.
 */
const DURABLE = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_sync_method: 'fsync',
};

const START = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...Object.entries(DURABLE).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/**
 * Opens (and at first makes) a PostgreSQL that runs inside this process, its files in `folder`.
 * It has one connection: transactions run one after the other. Only one process may open a folder
 * at a time, which `lockDataFolder` sees to.
 *
 * What a returned transaction wrote is on the disk. When the disk cannot keep that (a sync fails)
 * the process ends at once, as PostgreSQL's own would; the next start recovers from the log.
 */
export async function openPglite(folder: string): Promise<Sql> {
  const making = beginMaking(folder);
  const files = new SyncedFiles(folder, endAtOnce);
  const db = await PGlite.create({ fs: files, startParams: START });
  await refuseForgetful(db);
  if (making !== null) endMaking(folder, making);
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

/** Nothing is answered any more: what was not acknowledged, registers send again. */
function endAtOnce(fault: unknown): never {
  const why = fault instanceof Error ? fault.message : String(fault);
  writeSync(
    process.stderr.fd,
    `Head office ends: the disk did not keep what was written (${why}). What it acknowledged is ` +
      'safe. Look at the disk, then start head office again; registers send the rest by themselves.\n',
  );
  process.exit(EXIT_DISK);
}

/**
 * A database that is being made has a file beside it that says so, until every file of it is on
 * the disk. One that a power cut left half made would look damaged; nothing was taken in by it, so
 * it is made anew. Returns that file's path, or null for a database that is whole.
 */
function beginMaking(folder: string): string | null {
  const making = `${folder}.making`;
  if (existsSync(folder) && !existsSync(making)) return null;
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  writeFileSync(making, '', { mode: 0o600 });
  syncFolder(dirname(folder));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  return making;
}

function endMaking(folder: string, making: string): void {
  syncTree(folder);
  syncFolder(dirname(folder));
  // The data folder may be as new as the database in it.
  syncFolder(dirname(dirname(folder)));
  rmSync(making);
  syncFolder(dirname(folder));
}

/** A version of PGlite that takes these settings and does not keep to them must not be believed. */
async function refuseForgetful(db: PGlite): Promise<void> {
  for (const [name, value] of Object.entries(DURABLE)) {
    const { rows } = await db.query<Record<string, unknown>>(`SHOW ${name}`);
    if (rows[0]?.[name] !== value) {
      await db.close();
      throw new Error(`the embedded PostgreSQL does not keep to ${name}=${value}`);
    }
  }
}

function parameters(values: readonly SqlValue[] | undefined): unknown[] {
  return values === undefined ? [] : [...values];
}
