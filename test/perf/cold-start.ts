import { join } from 'node:path';
import { inBenchFolder, pause } from './bench-folder.ts';
import {
  type ElectronLane,
  must,
  openElectronLane,
  openForSelling,
  untilLinked,
  untilScannerReady,
} from './electron-lane.ts';
import { launchEmptyProgram, writeEmptyProgram } from './empty-program.ts';
import { type Findings, figure } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { installPaintRecorder, nowEpochMs, paintedAt } from './paint-recorder.ts';
import { median } from './statistics.ts';
import { codesToScan, demoOperator } from './wares.ts';

const ROUNDS = 9;
const REST_MS = 1_000;
const TARGET_RATIO = 1.3;

/**
 * From launching the program to the first scanned line on the screen, against an Electron program
 * whose window shows one word. "Cold" means a new process; the files are in the system's cache
 * for both. The cashier's part, the PIN, is typed by the bench in no time, and checked in full.
 */
export function measureColdStart({ quick }: BenchOptions): Promise<Findings> {
  const rounds = quick ? 2 : ROUNDS;
  return inBenchFolder(async (folder) => {
    const empty = writeEmptyProgram(join(folder, 'empty'));
    const lane = await openElectronLane(join(folder, 'shop'), null);
    try {
      await firstStart(lane);
      const starts: Start[] = [];
      const emptyMs: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        emptyMs.push(await timeEmpty(empty));
        await pause(REST_MS);
        starts.push(await timeStart(lane));
        await pause(REST_MS);
      }
      return findings(starts, emptyMs);
    } finally {
      await lane.close();
    }
  });
}

interface Start {
  /** The service is ready and the window has its line. */
  readonly linkedMs: number;
  /** The scanner's line is open. */
  readonly scannerMs: number;
  readonly signedOnMs: number;
  readonly scannedMs: number;
}

/** Makes the database, applies the catalogue, opens day and shift: not part of a usual start. */
async function firstStart(lane: ElectronLane): Promise<void> {
  const { till, close } = await lane.launch();
  await untilLinked(till);
  await openForSelling(till);
  await must(till, 'session.signOff', {});
  await close();
}

async function timeStart(lane: ElectronLane): Promise<Start> {
  const [code = ''] = codesToScan(null, 1);
  const startMs = nowEpochMs();
  const { till, close } = await lane.launch();
  try {
    await untilLinked(till);
    const linkedMs = nowEpochMs() - startMs;
    await untilScannerReady(till);
    const scannerMs = nowEpochMs() - startMs;
    await must(till, 'session.signOn', demoOperator('cashier'));
    const signedOnMs = nowEpochMs() - startMs;
    await installPaintRecorder(till);
    const painted = paintedAt(till, 1);
    await lane.devices.scanner.scan(code);
    const scannedMs = (await painted) - startMs;
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await must(till, 'session.signOff', {});
    return { linkedMs, scannerMs, signedOnMs, scannedMs };
  } finally {
    await close();
  }
}

async function timeEmpty(folder: string): Promise<number> {
  const startMs = nowEpochMs();
  const { till, close } = await launchEmptyProgram(folder);
  try {
    await till.waitForFunction(() => 'paintedAt' in document.documentElement.dataset);
    const paintedMs = await till.evaluate(() =>
      Number(document.documentElement.dataset['paintedAt']),
    );
    return paintedMs - startMs;
  } finally {
    await close();
  }
}

function findings(starts: readonly Start[], emptyMs: readonly number[]): Findings {
  const empty = median(emptyMs);
  const scanned = median(starts.map((start) => start.scannedMs));
  return {
    conditions: {
      rounds: starts.length,
      values: 'medians, the two programs in turns',
      driver: 'Playwright starts both; its attaching is in both times',
      files: 'in the system cache for both',
    },
    figures: [
      figure('empty window: launch to first paint', empty, 'ms'),
      figure('service linked', median(starts.map((start) => start.linkedMs)), 'ms'),
      figure('scanner heard', median(starts.map((start) => start.scannerMs)), 'ms'),
      figure('PIN checked, signed on', median(starts.map((start) => start.signedOnMs)), 'ms'),
      figure('first scanned line painted', scanned, 'ms'),
      figure('first scanned line ÷ empty window', scanned / empty, '×', TARGET_RATIO),
    ],
  };
}
