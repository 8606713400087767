import { join } from 'node:path';
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
import { launchEmptyProgram, writeEmptyProgram } from './empty-program.ts';
import { type Figure, type Findings, figure } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { treeMemory } from './process-memory.ts';
import { codesToScan, demoOperator } from './wares.ts';

const ITEMS = 100_000;
const SALES = 200;
const LINES = 5;
/** Garbage of the last sale and the driver's own traffic settle. */
const REST_MS = 5_000;
/** Until V8 has collected what a quiet moment lets it collect. */
const LONG_REST_MS = 45_000;
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
      const held = await memoryOf(program);
      await pause(quick ? 0 : LONG_REST_MS);
      const rested = await memoryOf(program);
      await program.close();
      program = await launchEmptyProgram(writeEmptyProgram(join(folder, 'empty')));
      await pause(REST_MS);
      const empty = await memoryOf(program);
      return {
        conditions: {
          items,
          sales,
          linesPerSale: LINES,
          how: ON_LINUX
            ? 'private pages, and shared pages counted once (test/perf/process-memory.ts)'
            : 'working sets added up: shared memory is counted in each process',
          driver: 'Playwright is attached: its inspector agents are in these figures',
        },
        figures: [
          ...figuresOf(held, rested),
          figure('all processes of an empty window', empty.totalMb, 'MB'),
          figure('all, in the run that applied the catalogue', applying.totalMb, 'MB'),
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

interface Held {
  readonly totalMb: number;
  readonly parts: readonly { readonly name: string; readonly mb: number }[];
}

const ON_LINUX = process.platform === 'linux';

async function memoryOf({ app }: RunningProgram): Promise<Held> {
  const metrics = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().map(({ pid, type, name, memory }) => ({
      pid,
      name: name ?? type,
      workingSetKb: memory.workingSetSize,
    })),
  );
  if (!ON_LINUX) {
    const parts = metrics.map(({ name, workingSetKb }) => ({ name, mb: workingSetKb / 1024 }));
    return { totalMb: parts.reduce((total, { mb }) => total + mb, 0), parts };
  }
  const rootPid = metrics.find(({ name }) => name === 'Browser')?.pid;
  if (rootPid === undefined) throw new Error('Electron lists no process of its own');
  const { processes, sharedMb, totalMb } = treeMemory(rootPid);
  const nameOf = new Map(metrics.map(({ pid, name }) => [pid, name]));
  const own = processes.map(({ pid, privateMb }) => ({
    // Chromium's zygotes, from which it forks, are not in its own list.
    name: `${nameOf.get(pid) ?? 'zygote'}, private`,
    mb: privateMb,
  }));
  return { totalMb, parts: [...own, { name: 'shared between them', mb: sharedMb }] };
}

function figuresOf(held: Held, rested: Held): Figure[] {
  const parts = held.parts.toSorted((a, b) => b.mb - a.mb);
  return [
    figure('all processes', held.totalMb, 'MB', TARGET_MB),
    ...parts.map(({ name, mb }) => figure(name, mb, 'MB')),
    figure(`all processes after ${LONG_REST_MS / 1000} s of rest`, rested.totalMb, 'MB'),
  ];
}
