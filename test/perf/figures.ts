import type { MeasurementName } from './options.ts';
import { type Spread, spread } from './statistics.ts';

export type Unit = 'ms' | 'MB' | '×' | '';

/** One measured number. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: Unit;
  /** The most it should be; null where there is no target. */
  readonly target: number | null;
}

/** What one measurement found. */
export interface Findings {
  /** What it was measured with: sizes, counts, what stands in for what. */
  readonly conditions: Readonly<Record<string, string | number>>;
  readonly figures: readonly Figure[];
}

/** Findings with the machine's load around them. */
export interface Measurement extends Findings {
  readonly name: MeasurementName;
  readonly seconds: number;
  /** One-minute load averages; other work on the machine shows here. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

/** A figure, with its target if it has one. */
export function figure(
  name: string,
  value: number,
  unit: Unit,
  target: number | null = null,
): Figure {
  return { name, value, unit, target };
}

/** Median, tail and worst of samples in milliseconds; the target is the p99's. */
export function spreadFigures(
  name: string,
  samples: readonly number[],
  p99Target: number | null = null,
): Figure[] {
  const { p50, p95, p99, max }: Spread = spread(samples);
  return [
    figure(`${name}, p50`, p50, 'ms'),
    figure(`${name}, p95`, p95, 'ms'),
    figure(`${name}, p99`, p99, 'ms', p99Target),
    figure(`${name}, max`, max, 'ms'),
  ];
}

/** One line for people. */
export function printFigure({ name, value, unit, target }: Figure): string {
  const shown = `${roundedText(value)} ${unit}`.trim();
  if (target === null) return `  ${name}: ${shown}`;
  const verdict = value <= target ? 'met' : 'missed';
  return `  ${name}: ${shown} (target ${target} ${unit}: ${verdict})`;
}

/** Three digits that count: more would claim a precision no run has. */
export function roundedText(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 4));
}
