import { existsSync, mkdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Queryable, Row, Sql, SqlValue } from './sql.ts';
import { flushFolder } from '../../host/write-whole-file.ts';
import { syncTree } from './sync-tree.ts';
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

/** How much of its used log PostgreSQL keeps for later: by default it may be 1 GB. */
const LOG_KEPT = { min_wal_size: '32MB', max_wal_size: '128MB' };

const START = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...Object.entries({ ...DURABLE, ...LOG_KEPT }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]),
];

/** A start after a power cut reads this much of the log again: about a second. */
const CHECKPOINT_BYTES = 64 * 1024 * 1024;

export interface PgliteOptions {
  /** Log since the last checkpoint that calls for the next one; default 64 MiB. */
  readonly checkpointBytes?: number;
}

/**
 * Opens (and at first makes) a PostgreSQL that runs inside this process, its files in `folder`.
 * It has one connection: transactions run one after the other. Only one process may open a folder
 * at a time, which `lockDataFolder` sees to.
 *
 * What a returned transaction wrote is on the disk. When the disk cannot keep that (a sync fails)
 * the process ends at once, as PostgreSQL's own would; the next start recovers from the log.
 */
export async function openPglite(folder: string, options: PgliteOptions = {}): Promise<Sql> {
  const making = beginMaking(folder);
  const files = new SyncedFiles(folder, endAtOnce);
  const db = await PGlite.create({ fs: files, startParams: START });
  await refuseForgetful(db);
  if (making !== null) endMaking(folder, making);
  const checkpoint = checkpoints(db, options.checkpointBytes ?? CHECKPOINT_BYTES);
  return {
    query: async (text, values) => (await db.query<Row>(text, parameters(values))).rows,
    transaction: async (work) => {
      const result = await db.transaction((inner) => {
        const tx: Queryable = {
          query: async (text, values) => (await inner.query<Row>(text, parameters(values))).rows,
        };
        return work(tx);
      });
      await checkpoint.whenDue();
      return result;
    },
    close: () => db.close(),
  };
}

/**
 * PostgreSQL leaves checkpoints to processes beside its own, and inside this one it has none: its log
 * would grow until head office is stopped, and a start after a cut would read all of it. What a
 * transaction wrote is safe before this; it only makes the log short again.
 */
function checkpoints(db: PGlite, limitBytes: number): { whenDue(): Promise<void> } {
  let from: number | null = null;
  return {
    async whenDue() {
      const position = await logPosition(db);
      from ??= position;
      if (position - from < limitBytes) return;
      await db.exec('CHECKPOINT');
      from = await logPosition(db);
    },
  };
}

/** Bytes of log ever written. */
async function logPosition(db: PGlite): Promise<number> {
  const { rows } = await db.query<{ bytes: string }>(
    `SELECT (pg_current_wal_insert_lsn() - '0/0')::text AS bytes`,
  );
  return Number(rows[0]?.bytes);
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
  flushFolder(dirname(folder));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  return making;
}

function endMaking(folder: string, making: string): void {
  syncTree(folder);
  flushFolder(dirname(folder));
  // The data folder may be as new as the database in it.
  flushFolder(dirname(dirname(folder)));
  rmSync(making);
  flushFolder(dirname(folder));
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
