import type { Page } from '@playwright/test';

/** A picture that was painted: how many basket lines it showed, and when, epoch ms. */
export interface Painted {
  readonly lines: number;
  readonly atMs: number;
}

declare global {
  interface Window {
    /** Put there by `installPaintRecorder`. */
    benchPainted: Painted[];
    benchPaintListener: ((painted: Painted) => void) | null;
    /** When the last snapshot reached the page; only with `recordSteps`. */
    benchArrivedAtMs: number;
    /** When its line was in the document, not yet painted; only with `recordSteps`. */
    benchDrawnAtMs: number;
  }
}

// The functions given to `evaluate` hold no named functions of their own: the loader that runs
// this file gives names back with a helper that the page does not have.

/**
 * Records, inside the page, each revision that was painted. The window writes `data-revision`
 * in a task after the frame's paint (renderer/state/mark-painted.ts); the time is taken there,
 * so what it takes to tell it to the bench does not count.
 */
export async function installPaintRecorder(till: Page): Promise<void> {
  await till.evaluate(() => {
    window.benchPainted = [];
    window.benchPaintListener = null;
    new MutationObserver(() => {
      const atMs = performance.timeOrigin + performance.now();
      const row = document.querySelector('[data-testid=line-row]');
      const painted = { atMs, lines: Number(row?.getAttribute('aria-setsize') ?? 0) };
      window.benchPainted.push(painted);
      window.benchPaintListener?.(painted);
    }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-revision'] });
  });
}

/**
 * From now on also when a snapshot reaches the page and when its line is in the document. Costs
 * a copy of each snapshot and a look at each change of the document.
 */
export async function recordSteps(till: Page): Promise<void> {
  await till.evaluate(() => {
    window.tillwright.on('snapshot', () => {
      window.benchArrivedAtMs = performance.timeOrigin + performance.now();
    });
    let shown = '';
    new MutationObserver(() => {
      const row = document.querySelector('[data-testid=line-row]');
      const lines = row?.getAttribute('aria-setsize') ?? '';
      if (lines === shown) return;
      shown = lines;
      window.benchDrawnAtMs = performance.timeOrigin + performance.now();
    }).observe(document.body, { childList: true, subtree: true, attributes: true });
  });
}

/** When a picture with so many lines was painted first, epoch ms; waits for it. */
export function paintedAt(till: Page, lines: number): Promise<number> {
  return till.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const before = window.benchPainted.find((painted) => painted.lines === wanted);
        if (before !== undefined) {
          resolve(before.atMs);
          return;
        }
        window.benchPaintListener = (painted) => {
          if (painted.lines !== wanted) return;
          window.benchPaintListener = null;
          resolve(painted.atMs);
        };
      }),
    lines,
  );
}

/** Forgets what was painted so far. */
export async function forgetPainted(till: Page): Promise<void> {
  await till.evaluate(() => {
    window.benchPainted = [];
  });
}

/** This process's clock in the form the page uses: epoch ms with fractions. */
export function nowEpochMs(): number {
  return performance.timeOrigin + performance.now();
}

export interface ClockOffset {
  /** To subtract from a page's time to have this process's. */
  readonly offsetMs: number;
  /** It is right to within this much: half the quickest round trip. */
  readonly withinMs: number;
}

const PROBES = 100;

/**
 * How far the page's clock is from ours, by the quickest of many round trips (Cristian's method):
 * both come from the same system clock, but each process reads it once at its start.
 */
export async function clockOffset(till: Page): Promise<ClockOffset> {
  let best: ClockOffset = { offsetMs: 0, withinMs: Number.POSITIVE_INFINITY };
  for (let probe = 0; probe < PROBES; probe += 1) {
    const beforeMs = nowEpochMs();
    const pageMs = await till.evaluate(() => performance.timeOrigin + performance.now());
    const afterMs = nowEpochMs();
    const withinMs = (afterMs - beforeMs) / 2;
    if (withinMs < best.withinMs) {
      best = { offsetMs: pageMs - (beforeMs + withinMs), withinMs };
    }
  }
  return best;
}
