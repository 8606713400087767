import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { DisplaySlices, SnapshotNews, TillSlices } from '../../contracts/till/slices.ts';
import type { DisplaySnapshot, TillSnapshot } from '../../contracts/till/snapshot.ts';
import { STATUS_TEXTS } from '../../native/simulators/terminal/context.ts';
import { inBenchFolder, pause } from './bench-folder.ts';
import {
  type ElectronLane,
  must,
  openElectronLane,
  openForSelling,
  type RunningProgram,
  snapshotOf,
  untilLinked,
  untilScannerReady,
  windowAt,
} from './electron-lane.ts';
import { type Findings, spreadFigures } from './figures.ts';
import type { BenchOptions } from './options.ts';
import { clockOffset, nowEpochMs } from './paint-recorder.ts';
import { codesToScan } from './wares.ts';

const PAYMENTS = 40;
const WARM_UP = 3;
/** Each step of the card lasts this long, so that each of its texts has its own picture. */
const STEP_MS = 300;
/** The customer and the cashier wait for it: a tenth of a second reads as at once. */
const TARGET_MS = 100;

/** What the page saw of the terminal's words. */
interface Seen {
  readonly step: 'arrived' | 'painted';
  readonly text: string;
  readonly atMs: number;
}

declare global {
  interface Window {
    /** Put there by `recordWords`. */
    benchWords: Seen[];
  }
}

interface Sent {
  readonly text: string;
  readonly atMs: number;
}

interface Sample {
  readonly toPageMs: number;
  readonly toPaintMs: number;
}

/** From a 04 FF leaving the terminal to its words in both windows, in the real program. */
export async function measureStatusToScreen({ quick }: BenchOptions): Promise<Findings> {
  const payments = quick ? 2 : PAYMENTS;
  const [till, display] = await inBenchFolder((folder) =>
    measureWith(join(folder, 'shop'), payments),
  );
  return {
    conditions: {
      payments,
      statuses: till.samples.length,
      unpainted: till.unpainted.join(', '),
      unpaintedAtTheCustomer: display.unpainted.join(', '),
      stepMs: STEP_MS,
      from: 'just before the terminal simulator writes 04 FF to its pty (socat between)',
      to: 'the task after the first frame whose page shows its words',
      clocksAgreeWithin: `${Math.max(till.withinMs, display.withinMs).toFixed(2)} ms`,
    },
    figures: [
      ...spreadFigures(
        'status to the published snapshot in the page',
        till.samples.map(({ toPageMs }) => toPageMs),
      ),
      ...spreadFigures(
        'status to painted words',
        till.samples.map(({ toPaintMs }) => toPaintMs),
        TARGET_MS,
      ),
      ...spreadFigures(
        'status to painted words for the customer',
        display.samples.map(({ toPaintMs }) => toPaintMs),
        TARGET_MS,
      ),
    ],
  };
}

/** One window's figures, gathered payment by payment. */
interface Watched {
  readonly page: Page;
  readonly offsetMs: number;
  readonly withinMs: number;
  readonly samples: Sample[];
  readonly unpainted: string[];
}

async function measureWith(folder: string, payments: number): Promise<[Watched, Watched]> {
  const lane = await openElectronLane(folder, null, STEP_MS, true);
  let program: RunningProgram | null = null;
  try {
    program = await lane.launch();
    const { till } = program;
    await untilLinked(till);
    await openForSelling(till);
    await untilScannerReady(till);
    const watched: [Watched, Watched] = [
      await watch(till, 'snapshot'),
      await watch(await windowAt(program.app, 'display'), 'display'),
    ];
    for (let at = 0; at < WARM_UP + payments; at += 1) {
      const sent = await payByCard(lane, till);
      for (const window of watched) await take(window, sent, at >= WARM_UP);
    }
    return watched;
  } finally {
    await program?.close();
    await lane.close();
  }
}

async function watch(page: Page, event: 'snapshot' | 'display'): Promise<Watched> {
  await recordWords(page, event);
  return { page, ...(await clockOffset(page)), samples: [], unpainted: [] };
}

async function take(
  { page, offsetMs, samples, unpainted }: Watched,
  sent: readonly Sent[],
  counts: boolean,
): Promise<void> {
  const seen = await page.evaluate(() => window.benchWords.splice(0));
  if (!counts) return;
  for (const one of sent) {
    const sample = sampleOf(one, seen, offsetMs);
    if (sample === null) unpainted.push(one.text);
    else samples.push(sample);
  }
}

/** Sells one item by card and answers each new text the terminal sent meanwhile. */
async function payByCard(lane: ElectronLane, till: Page): Promise<Sent[]> {
  const sent: Sent[] = [];
  const stop = lane.devices.terminal.onLog(({ direction, text }) => {
    const code = /^04ff..(..)/.exec(text)?.[1];
    if (direction !== 'out' || code === undefined) return;
    const words = wordsOf(Number.parseInt(code, 16));
    if (sent.at(-1)?.text !== words) sent.push({ text: words, atMs: nowEpochMs() });
  });
  await lane.devices.scanner.scan(codesToScan(null, 1)[0] ?? '');
  await till.waitForSelector('[data-testid=line-row]');
  const { basket } = await snapshotOf(till);
  await must(till, 'pay.card', { amountMinor: basket?.remainingMinor ?? 0 });
  await till.waitForSelector('[data-testid=change-screen]');
  stop();
  // The receipts print in between customers, not under the next status.
  await pause(1_000);
  return sent;
}

function wordsOf(code: number): string {
  return (
    new Map<number, string>(
      Object.entries(STATUS_TEXTS).map(([known, text]) => [Number(known), text]),
    ).get(code) ?? ''
  );
}

function sampleOf({ text, atMs }: Sent, seen: readonly Seen[], offsetMs: number): Sample | null {
  const first = (step: Seen['step']): number | null => {
    const found = seen.find(
      (one) => one.step === step && one.text === text && one.atMs - offsetMs >= atMs,
    );
    return found === undefined ? null : found.atMs - offsetMs - atMs;
  };
  const toPageMs = first('arrived');
  const toPaintMs = first('painted');
  return toPageMs === null || toPaintMs === null ? null : { toPageMs, toPaintMs };
}

/**
 * Records, inside the page, when a snapshot with other words of the terminal arrived and when they
 * were painted (`data-revision` is written in a task after the paint). No named functions inside:
 * the loader that runs this file gives names back with a helper that the page does not have.
 */
async function recordWords(page: Page, event: 'snapshot' | 'display'): Promise<void> {
  await page.evaluate((heard) => {
    window.benchWords = [];
    let arrived = '';
    window.tillwright.on(heard, (payload) => {
      const news = payload as SnapshotNews<
        TillSnapshot | DisplaySnapshot,
        TillSlices & DisplaySlices
      >;
      const changed: Partial<TillSlices & DisplaySlices> =
        news.kind === 'whole'
          ? (news.snapshot as Partial<TillSlices & DisplaySlices>)
          : news.slices;
      const { payment, terminalText } = changed;
      const text =
        heard === 'display'
          ? (terminalText ?? arrived)
          : payment === undefined
            ? arrived
            : (payment?.terminalText ?? '');
      if (text === arrived) return;
      arrived = text;
      const atMs = performance.timeOrigin + performance.now();
      window.benchWords.push({ step: 'arrived', text, atMs });
    });
    let painted = '';
    new MutationObserver(() => {
      const words = document.querySelector(
        heard === 'display' ? '[data-testid=display-words]' : '[data-testid=terminal-words]',
      );
      const text = words?.textContent ?? '';
      if (text === painted) return;
      painted = text;
      const atMs = performance.timeOrigin + performance.now();
      window.benchWords.push({ step: 'painted', text, atMs });
    }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-revision'] });
  }, event);
}
