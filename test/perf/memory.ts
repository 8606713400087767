import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { inBenchFolder, pause } from './bench-folder.ts';
import {
  must,
  openElectronLane,
  openForSelling,
  payCash,
  type RunningProgram,
  untilLinked,
} from './electron-lane.ts';
import { type Figure, type Findings, figure } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { codesToScan, demoOperator } from './wares.ts';

const ITEMS = 100_000;
const SALES = 200;
const LINES = 5;
/** Garbage of the last sale and the driver's own traffic settle. */
const REST_MS = 5_000;
const TARGET_MB = 350;

/**
 * What all processes of the program hold after some hours of selling with a large catalogue. The
 * program was started anew after the catalogue had been applied, as on every morning but one.
 */
export function measureMemory({ quick }: BenchOptions): Promise<Findings> {
  const items = quick ? 1_000 : ITEMS;
  const sales = quick ? 5 : SALES;
  return inBenchFolder(async (folder) => {
    const lane = await openElectronLane(folder, items);
    let program: RunningProgram | null = null;
    try {
      program = await lane.launch();
      await untilLinked(program.till);
      await openForSelling(program.till);
      await must(program.till, 'session.signOff', {});
      const applying = await memoryOf(program);
      await program.close();
      program = await lane.launch();
      await untilLinked(program.till);
      await signOnAgain(program.till);
      await sell(program.till, codesToScan(items, 500), sales);
      await pause(REST_MS);
      const processes = await memoryOf(program);
      return {
        conditions: {
          items,
          sales,
          linesPerSale: LINES,
          how: ON_LINUX
            ? 'proportional set size: memory that processes share is counted once'
            : 'working sets added up: shared memory is counted in each process',
          driver: 'Playwright is attached: its inspector agents are in these figures',
        },
        figures: [
          ...figuresOf(processes),
          figure('all, in the run that applied the catalogue', totalMb(applying), 'MB'),
        ],
      };
    } finally {
      await program?.close();
      await lane.close();
    }
  });
}

async function signOnAgain(till: Page): Promise<void> {
  await must(till, 'session.signOn', demoOperator('cashier'));
}

async function sell(till: Page, codes: readonly string[], sales: number): Promise<void> {
  let next = 0;
  for (let sale = 0; sale < sales; sale += 1) {
    for (let line = 0; line < LINES; line += 1) {
      const text = codes[next % codes.length] ?? '';
      await must(till, 'sale.scan', { text, source: 'wedge' });
      next += 1;
    }
    await payCash(till);
  }
}

interface ProcessMemory {
  readonly name: string;
  readonly mb: number;
}

const ON_LINUX = process.platform === 'linux';

async function memoryOf({ app }: RunningProgram): Promise<ProcessMemory[]> {
  const metrics = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ pid, type, name, memory }) => ({
      pid,
      name: name ?? type,
      workingSetKb: memory.workingSetSize,
    })),
  );
  const listed = metrics.map(({ pid, name, workingSetKb }) => ({
    name,
    mb: (ON_LINUX ? proportionalKb(pid) : workingSetKb) / 1024,
  }));
  return listed.toSorted((a, b) => b.mb - a.mb);
}

/** A process's own memory and its part of what it shares (proc(5), smaps_rollup). */
function proportionalKb(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const [, kb] = /^Pss:\s+(\d+) kB$/m.exec(text) ?? [];
  if (kb === undefined) throw new Error(`no Pss of process ${pid}`);
  return Number(kb);
}

function figuresOf(processes: readonly ProcessMemory[]): Figure[] {
  return [
    figure('all processes', totalMb(processes), 'MB', TARGET_MB),
    ...processes.map(({ name, mb }) => figure(name, mb, 'MB')),
  ];
}

function totalMb(processes: readonly ProcessMemory[]): number {
  return processes.reduce((total, { mb }) => total + mb, 0);
}
