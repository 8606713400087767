import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { putInPlace } from '../../host/write-whole-file.ts';
import type { RegisterStore } from '../../db/store.ts';
import { StoreFault } from '../../till/ports/store.ts';

export interface Exchange {
  readonly dataDir: string;
  readonly store: RegisterStore;
  /** The whole new database, closed: it has what is journaled of its coming in it already. */
  readonly made: string;
  /** The name the old one is kept under, in the same folder. */
  readonly keptAs: string;
  readonly faultPoint: () => void;
}

/** Under which name a database is kept that another one takes the place of. */
export function keptName(nowMs: number): string {
  return `register.db.kept-${nowMs}`;
}

/** Deletes a database that was made beside the register's and never took its place. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '.lock']) rmSync(path + suffix, { force: true });
}

/**
 * Puts a database in the place of the register's, which is closed for that and kept whole under
 * another name. Whatever cuts it off, the one or the other is in place, and nothing between.
 *
 * Throws `StoreFault` `locked` while another program has the old one open: its newest entries may not
 * be in the file then. The store is closed in any case.
 */
export async function exchangeDatabase(exchange: Exchange): Promise<void> {
  const { dataDir, store, made, keptAs, faultPoint } = exchange;
  const path = join(dataDir, 'register.db');
  const kept = join(dataDir, keptAs);
  await store.settled();
  store.close();
  const wal = `${path}-wal`;
  if (existsSync(wal) && statSync(wal).size > 0) throw new StoreFault('locked', wal);
  faultPoint();
  copyFileSync(path, `${kept}.part`);
  flush(`${kept}.part`);
  putInPlace(`${kept}.part`, kept);
  faultPoint();
  flush(made);
  // One step: a power cut leaves the old one or the new one in place.
  putInPlace(made, path);
  faultPoint();
}

function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * KeptUploads that lie in the `outbox` folder were made of another history than the one that goes on: they
 * are kept aside, and what waits is written there anew. Returns what lays them back, for a decision
 * that could not be carried out. Throws what the disk says.
 */
export function putOutboxAside(dataDir: string, nowMs: number): () => void {
  const outbox = join(dataDir, 'outbox');
  const kept = `${outbox}.kept-${nowMs}`;
  if (!existsSync(outbox)) return () => undefined;
  renameSync(outbox, kept);
  return () => renameSync(kept, outbox);
}
