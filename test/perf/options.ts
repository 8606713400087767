import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../core/result.ts';

/** What can be measured, in the order it runs: without windows first. */
export const MEASUREMENTS = [
  'tender',
  'day',
  'block',
  'late',
  'basket',
  'card',
  'start',
  'memory',
  'scan',
  'status',
] as const;
export type MeasurementName = (typeof MEASUREMENTS)[number];

export interface BenchOptions {
  /** File for all figures, or null. */
  readonly json: string | null;
  readonly only: readonly MeasurementName[];
  /** A few repetitions on small data: shows that it runs, its figures say nothing. */
  readonly quick: boolean;
  /** Receipts of the day that is closed. */
  readonly receipts: number;
  readonly help: boolean;
}

export const HELP = `Measures the register and compares it with its targets (docs/PERFORMANCE.md).

  npm run bench -- [--json FILE] [--only NAME,...] [--receipts N] [--quick]

  --json FILE    write every figure, with the machine's facts
  --only NAMES   only these, of: ${MEASUREMENTS.join(', ')}
  --receipts N   receipts of the day that is closed (default 1000)
  --quick        a few repetitions on small data, to see that it runs
`;

const MOST_RECEIPTS = 100_000;

/** Reads the command's arguments. An unknown option or measurement is refused in one sentence. */
export function readOptions(args: readonly string[]): Result<BenchOptions, string> {
  const parsed = parseOrComplaint(args);
  if (typeof parsed === 'string') return err(parsed);
  const { json, only, quick, receipts, help } = parsed;
  const count = Number(receipts);
  if (!/^[1-9]\d*$/.test(receipts) || count > MOST_RECEIPTS) {
    return err(`--receipts wants a whole number up to ${MOST_RECEIPTS}, not ${receipts}`);
  }
  const wanted = only?.split(',') ?? [...MEASUREMENTS];
  const unknown = wanted.find((name) => MEASUREMENTS.every((known) => known !== name));
  if (unknown !== undefined) {
    return err(`--only knows ${MEASUREMENTS.join(', ')}, not ${unknown === '' ? '""' : unknown}`);
  }
  return ok({
    json: json ?? null,
    only: MEASUREMENTS.filter((name) => wanted.includes(name)),
    quick,
    receipts: count,
    help,
  });
}

function parseOrComplaint(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: 'string' },
        only: { type: 'string' },
        receipts: { type: 'string', default: '1000' },
        quick: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (caught) {
    const isMistyped =
      caught instanceof TypeError &&
      'code' in caught &&
      String(caught.code).startsWith('ERR_PARSE_ARGS');
    if (!isMistyped) throw caught;
    return caught.message;
  }
}
