import { invariant } from '../../core/assert.ts';

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * The nearest-rank percentile: the smallest sample that at least `percent` of all samples do not
 * exceed. Always a value that was measured, never one in between.
 */
export function percentile(samples: readonly number[], percent: number): number {
  invariant(percent > 0 && percent <= 100, `no percentile: ${percent}`);
  const sorted = samples.toSorted((a, b) => a - b);
  // Percent first: 0.95 × 20 is a little more than 19 in binary.
  const value = sorted[Math.ceil((percent * sorted.length) / 100) - 1];
  invariant(value !== undefined, 'a percentile needs samples');
  return value;
}

/** The nearest-rank median. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 50);
}

/** Median, tail and worst of some samples. */
export function spread(samples: readonly number[]): Spread {
  return {
    count: samples.length,
    p50: percentile(samples, 50),
    p95: percentile(samples, 95),
    p99: percentile(samples, 99),
    max: percentile(samples, 100),
  };
}
