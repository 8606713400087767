import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openLaneDevices } from '../../demo/lane-devices.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { inBenchFolder, pause } from './bench-folder.ts';
import { type Findings, figure, spreadFigures } from './figures.ts';
import type { BenchOptions } from './options.ts';
import {
  openForSelling,
  scanAll,
  type ServiceInProcess,
  startServiceInProcess,
} from './service-in-process.ts';
import { spread } from './statistics.ts';
import { codesToScan } from './wares.ts';

const SALES = 500;
const LINES = 5;
/** Sales that warm both sides up and are not counted. */
const WARM_UP = 20;
/** Time for the second copy's own flush of the sale before: it must not meet the next commit. */
const REST_MS = 15;
const TARGET_RATIO = 3;

/**
 * From the cashier's "cash" reaching the service to the sale's commit being on the disk, against
 * the smallest durable commit SQLite can make on the same disk, one after the other in one run.
 */
export function measureTenderToDurable({ quick }: BenchOptions): Promise<Findings> {
  const sales = quick ? 20 : SALES;
  return inBenchFolder(async (folder) => {
    const lane = await openLaneDevices({ folder: join(folder, 'lane'), terminalStepMs: 0 });
    const dataDir = join(folder, 'register');
    await writeRegisterFiles({
      dataDir,
      registerId: '1',
      devices: lane.settings,
      headOffice: null,
      items: null,
    });
    const service = await startServiceInProcess(dataDir);
    const bare = openBareDatabase(join(folder, 'bare.db'));
    try {
      await openForSelling(service);
      await service.until(({ devices }) => devices.printer.state === 'ready');
      return await alternate(service, bare, sales);
    } finally {
      bare.close();
      await service.close();
      await lane.close();
    }
  });
}

async function alternate(
  service: ServiceInProcess,
  bare: BareDatabase,
  sales: number,
): Promise<Findings> {
  const durable: number[] = [];
  const answered: number[] = [];
  const bareCommits: number[] = [];
  const codes = codesToScan(null, LINES);
  let committedAtMs = 0;
  service.onMoment((name) => {
    if (name === 'afterCommit') committedAtMs = performance.now();
  });
  for (let sale = 0; sale < sales + WARM_UP; sale += 1) {
    const dueMinor = await scanAll(service, codes);
    await pause(REST_MS);
    const bareMs = bare.commit();
    await pause(REST_MS);
    const startMs = performance.now();
    await service.must('pay.tender', { kind: 'cash', amountMinor: dueMinor });
    const endMs = performance.now();
    await service.until(({ receiptsWaiting }) => receiptsWaiting === 0);
    await pause(REST_MS);
    if (sale < WARM_UP) continue;
    bareCommits.push(bareMs);
    durable.push(committedAtMs - startMs);
    answered.push(endMs - startMs);
  }
  const ours = spread(durable);
  const theirs = spread(bareCommits);
  return {
    conditions: {
      sales,
      linesPerSale: LINES,
      bareCommit: 'one row, WAL, synchronous FULL, same disk, in turns with the sales',
      runsIn: `plain Node ${process.versions.node}, the composed service, receipts printed`,
    },
    figures: [
      ...spreadFigures('tender to durable', durable),
      ...spreadFigures('bare durable commit', bareCommits),
      figure('tender to durable ÷ bare commit, p50', ours.p50 / theirs.p50, '×'),
      figure('tender to durable ÷ bare commit, p99', ours.p99 / theirs.p99, '×', TARGET_RATIO),
      ...spreadFigures('tender to answer and new snapshot', answered),
    ],
  };
}

interface BareDatabase {
  /** Commits one row durably; answers how long it took. */
  commit(): number;
  close(): void;
}

/** A database set as the register's (db/open.ts), with one small table. */
function openBareDatabase(path: string): BareDatabase {
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('fullfsync = ON');
  db.pragma('wal_autocheckpoint = 4000');
  db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO row (text) VALUES (?)');
  const text = 'x'.repeat(100);
  return {
    commit() {
      const startMs = performance.now();
      insert.run(text);
      return performance.now() - startMs;
    },
    close: () => void db.close(),
  };
}
