import { join } from 'node:path';
import { openLaneDevices, type LaneDevices } from '../../demo/lane-devices.ts';
import { writeRegisterFiles } from '../../demo/register-files.ts';
import { inBenchFolder, pause } from './bench-folder.ts';
import { type Findings, figure, spreadFigures } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { writePastSales } from './past-sales.ts';
import {
  openForSelling,
  scanAll,
  type ServiceInProcess,
  startServiceInProcess,
  untilCopied,
} from './service-in-process.ts';
import { spread } from './statistics.ts';
import { codesToScan } from './wares.ts';

const EARLY_SALES = 10;
const LATE_SALES = 100_000;
const SALES_PER_DAY = 1_000;
const LINES = 5;
const MEASURED_SALES = 200;
const WARM_UP = 20;
const REST_MS = 15;
const TARGET_RATIO = 1.1;

/**
 * What a sale costs (its scans and its payment) at a new register and at one that has sold for
 * years. The two sell in turns, so that whatever else the machine does hits both.
 */
export function measureLateSale({ quick }: BenchOptions): Promise<Findings> {
  const lateSales = quick ? 1_000 : LATE_SALES;
  const measured = quick ? 20 : MEASURED_SALES;
  return inBenchFolder(async (folder) => {
    const early = await openLane(join(folder, 'early'), '1', EARLY_SALES, EARLY_SALES);
    const late = await openLane(join(folder, 'late'), '2', lateSales, SALES_PER_DAY);
    const codes = codesToScan(null, LINES);
    const earlyMs: number[] = [];
    const lateMs: number[] = [];
    try {
      for (let sale = 0; sale < measured + WARM_UP; sale += 1) {
        // Who goes first changes, or one would always find the caches the other has warmed.
        const earlyFirst = sale % 2 === 0;
        const first = await timeSale((earlyFirst ? early : late).service, codes);
        const second = await timeSale((earlyFirst ? late : early).service, codes);
        if (sale < WARM_UP) continue;
        earlyMs.push(earlyFirst ? first : second);
        lateMs.push(earlyFirst ? second : first);
      }
    } finally {
      await early.close();
      await late.close();
    }
    return {
      conditions: {
        earlySales: EARLY_SALES,
        lateSales,
        salesPerClosedDay: SALES_PER_DAY,
        linesPerSale: LINES,
        measuredSales: measured,
        runsIn: `plain Node ${process.versions.node}, the composed service, in turns`,
      },
      figures: [
        ...spreadFigures(`a sale after ${EARLY_SALES}`, earlyMs),
        ...spreadFigures(`a sale after ${lateSales}`, lateMs),
        figure('late ÷ early, p50', spread(lateMs).p50 / spread(earlyMs).p50, '×', TARGET_RATIO),
        figure('late ÷ early, p99', spread(lateMs).p99 / spread(earlyMs).p99, '×'),
      ],
    };
  });
}

interface Lane {
  readonly service: ServiceInProcess;
  close(): Promise<void>;
}

async function openLane(
  folder: string,
  registerId: string,
  sales: number,
  salesPerDay: number,
): Promise<Lane> {
  const devices: LaneDevices = await openLaneDevices({
    folder: join(folder, 'lane'),
    terminalStepMs: 0,
  });
  const dataDir = join(folder, 'register');
  await writeRegisterFiles({
    dataDir,
    registerId,
    devices: devices.settings,
    headOffice: null,
    items: null,
  });
  writePastSales({ dataDir, sales, linesPerSale: LINES, salesPerDay });
  const service = await startServiceInProcess(dataDir);
  await openForSelling(service);
  await untilCopied(service);
  await service.until((snapshot) => snapshot.devices.printer.state === 'ready');
  return {
    service,
    async close() {
      await service.close();
      await devices.close();
    },
  };
}

async function timeSale(service: ServiceInProcess, codes: readonly string[]): Promise<number> {
  const startMs = performance.now();
  const dueMinor = await scanAll(service, codes);
  await service.must('pay.tender', { kind: 'cash', amountMinor: dueMinor });
  const tookMs = performance.now() - startMs;
  await service.until(({ receiptsWaiting }) => receiptsWaiting === 0);
  await pause(REST_MS);
  return tookMs;
}
