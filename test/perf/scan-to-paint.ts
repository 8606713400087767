import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { inBenchFolder, pause } from './bench-folder.ts';
import {
  type ElectronLane,
  must,
  openElectronLane,
  openForSelling,
  payCash,
  type RunningProgram,
  untilLinked,
  untilScannerReady,
} from './electron-lane.ts';
import { type Figure, type Findings, figure, spreadFigures } from './figures.ts';
import type { BenchOptions } from './options.ts';
import {
  type ClockOffset,
  clockOffset,
  forgetPainted,
  installPaintRecorder,
  nowEpochMs,
  paintedAt,
  recordSteps,
} from './paint-recorder.ts';
import { median } from './statistics.ts';
import { codesToScan } from './wares.ts';

const SIZES = [1_000, 100_000] as const;
const SCANS = 400;
/** Scans of a second pass that splits the way; its recorder costs time itself. */
const SPLIT_SCANS = 100;
const WARM_UP = 40;
const LINES_PER_BASKET = 20;
/** At least this long from one painted line to the next scan. */
const SPACING_MS = 100;
/** One frame at 60 Hz (design). */
const TARGET_MS = 16.7;

/** From the last byte on the scanner's line to the painted line, in the real program. */
export async function measureScanToPaint({ quick }: BenchOptions): Promise<Findings> {
  const figures: Figure[] = [];
  const clocks: string[] = [];
  for (const items of quick ? [1_000] : SIZES) {
    const measured = await inBenchFolder((folder) => measureWith(folder, items, quick));
    figures.push(...measured.figures);
    clocks.push(`${measured.clock.withinMs.toFixed(2)} ms`);
  }
  return {
    conditions: {
      scans: quick ? 20 : SCANS,
      linesPerBasket: LINES_PER_BASKET,
      spacingMs: SPACING_MS,
      from: 'just before the scanner simulator writes the whole code to its pty (socat between)',
      to: 'the task after the first frame whose page shows the line',
      clocksAgreeWithin: clocks.join(', '),
      driver: 'Playwright; attached all the time, silent between scan and paint',
    },
    figures,
  };
}

async function measureWith(folder: string, items: number, quick: boolean) {
  const lane = await openElectronLane(join(folder, 'shop'), items);
  let program: RunningProgram | null = null;
  try {
    program = await lane.launch();
    const { till } = program;
    await untilLinked(till);
    await openForSelling(till);
    await untilScannerReady(till);
    await installPaintRecorder(till);
    const codes = codesToScan(items, 500);
    await scanMany(lane, till, codes, quick ? 2 : WARM_UP);
    const clock = await clockOffset(till);
    const scans = await scanMany(lane, till, codes, quick ? 20 : SCANS);
    await recordSteps(till);
    const split = await scanMany(lane, till, codes, quick ? 5 : SPLIT_SCANS);
    const name = `${items} items`;
    return { clock, figures: figuresOf(name, clock, scans, split) };
  } finally {
    await program?.close();
    await lane.close();
  }
}

interface Scan {
  readonly sentMs: number;
  /** When the snapshot was in the page; 0 when arrivals are not recorded. */
  readonly arrivedMs: number;
  /** When its line was in the document; 0 likewise. */
  readonly drawnMs: number;
  readonly paintedMs: number;
}

async function scanMany(
  lane: ElectronLane,
  till: Page,
  codes: readonly string[],
  count: number,
): Promise<Scan[]> {
  const scans: Scan[] = [];
  let lines = 0;
  for (let index = 0; index < count; index += 1) {
    lines += 1;
    await forgetPainted(till);
    // Asked first, so that the answer is on its way the moment the frame is out.
    const painted = paintedAt(till, lines);
    await pause(SPACING_MS);
    const sentMs = nowEpochMs();
    await lane.devices.scanner.scan(codes[index % codes.length] ?? '');
    const paintedMs = await painted;
    const steps = await till.evaluate(() => ({
      arrivedMs: window.benchArrivedAtMs ?? 0,
      drawnMs: window.benchDrawnAtMs ?? 0,
    }));
    scans.push({ sentMs, ...steps, paintedMs });
    const isLast = index === count - 1;
    if (lines === LINES_PER_BASKET || isLast) {
      await endBasket(till, index % 40 < LINES_PER_BASKET);
      lines = 0;
    }
  }
  return scans;
}

async function endBasket(till: Page, paid: boolean): Promise<void> {
  if (paid) await payCash(till);
  else await must(till, 'sale.voidBasket', { reason: 'customer' });
  // The receipt prints in between customers, not under the next scan.
  await pause(1_000);
}

function figuresOf(
  name: string,
  { offsetMs }: ClockOffset,
  scans: readonly Scan[],
  split: readonly Scan[],
): Figure[] {
  const toPaint = scans.map(({ sentMs, paintedMs }) => paintedMs - offsetMs - sentMs);
  const toPage = split.map(({ sentMs, arrivedMs }) => arrivedMs - offsetMs - sentMs);
  const toDrawn = split.map(({ arrivedMs, drawnMs }) => drawnMs - arrivedMs);
  const toFrame = split.map(({ drawnMs, paintedMs }) => paintedMs - drawnMs);
  return [
    ...spreadFigures(`${name}: scan to painted line`, toPaint, TARGET_MS),
    figure(`${name}: of it line, service and IPC, p50`, median(toPage), 'ms'),
    figure(`${name}: of it drawing the line in the page, p50`, median(toDrawn), 'ms'),
    figure(`${name}: of it waiting for the frame and painting it, p50`, median(toFrame), 'ms'),
    figure(`${name}: of it waiting for the frame and painting it, max`, Math.max(...toFrame), 'ms'),
  ];
}
