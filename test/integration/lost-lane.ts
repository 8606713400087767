import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { isEntry } from '../../core/journal/typed-entry.ts';
import { openReadOnly } from '../../db/open.ts';
import { checkDerived } from '../../db/rebuild.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import {
  databaseOf,
  journalOf,
  MANAGER,
  open,
  removeDatabaseOf,
  sell,
  type Service,
  startService,
} from './halted-kit.ts';

/** A register without devices and head office, laid out anew for each test. */
const lane = { folder: '', dataDir: '' };
let service: Service | null = null;

/** Lays it out before each test of the file and takes it away afterwards. */
export function useLostLane(): void {
  beforeEach(async () => {
    lane.folder = mkdtempSync(join(tmpdir(), 'tillwright-lost-'));
    lane.dataDir = join(lane.folder, 'register');
    service = null;
    await writeRegisterFiles({
      dataDir: lane.dataDir,
      registerId: '1',
      devices: { terminal: null, printer: null, scanner: null },
      headOffice: null,
      // What it sells matters to no test of this kit, and reading all of it takes longer than most.
      items: 160,
    });
  });
  afterEach(async () => {
    await service?.close();
    rmSync(lane.folder, { recursive: true, force: true, maxRetries: 5 });
  });
}

export async function start(): Promise<Service> {
  service = await startService(lane.dataDir);
  return service;
}

export async function stop(): Promise<void> {
  await service?.close();
  service = null;
}

export const morning = () => join(lane.folder, 'morning.db');
export const receipt = (number: number) => `S001-1-${String(number).padStart(6, '0')}`;
export const approve = (lossId: string, decision: 'takeCopy' | 'goOn', approval = MANAGER) => ({
  lossId,
  decision,
  approval,
});
export const salesOf = (path: string) =>
  journalOf(path).flatMap((entry) =>
    isEntry(entry, 'sale.completed') ? [entry.payload.receiptNo] : [],
  );
export const decisions = (path = databaseOf(lane.dataDir)) =>
  journalOf(path).flatMap((entry) =>
    isEntry(entry, 'loss.decided') ? [{ actor: entry.actor, ...entry.payload }] : [],
  );
export const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => receipt(from + index));

/** One sale, a backup of the database as it is then, and `more` sales after it. */
export async function sellPastABackup(more: number): Promise<void> {
  const first = await start();
  await open(first);
  await sell(first, 1);
  await stop();
  copyFileSync(databaseOf(lane.dataDir), morning());
  await open(await start());
  await sell(running(), more);
  await stop();
}

export function layBack(): void {
  removeDatabaseOf(lane.dataDir);
  copyFileSync(morning(), databaseOf(lane.dataDir));
}

export const dataDir = () => lane.dataDir;
export const folder = () => lane.folder;
/** The service that runs now. */
export function running(): Service {
  if (service === null) throw new Error('no service runs');
  return service;
}

/** The question a halted register asks. */
export async function asked() {
  const { loss, phase, stopped } = running().latest();
  expect(phase).toBe('stopped');
  if (loss === null) throw new Error('nothing is asked');
  return { ...loss, code: stopped?.code };
}

export const begun = () => running().until(({ phase }) => phase === 'signedOff');

export function readTablesAreWhole(): void {
  const db = openReadOnly(databaseOf(lane.dataDir));
  try {
    expect(checkDerived(db)).toMatchObject({ differences: [], misfits: [] });
  } finally {
    db.close();
  }
}
