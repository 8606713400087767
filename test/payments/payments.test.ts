import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { socatInstalled } from '../../native/simulators/line/pty-pair.ts';
import { planPayment } from './plan.ts';
import { dealOut, torture } from './torture.ts';

const SEED = 20_261_101;
const RUNS = 100;
/** A hundred take about a minute; on a machine that is busy with other tests, longer. */
const TIMEOUT_MS = 480_000;

/** Payments that once went wrong, in the order in which they did. */
const regressions = z
  .array(z.strictObject({ name: z.string(), seed: z.int(), numbers: z.array(z.int()) }))
  .parse(JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8')))
  .flatMap(({ seed, numbers }) => numbers.map((number) => planPayment(seed, number)));

// A pseudo-terminal needs socat; on Windows the same payments run on the CI's Linux machine only.
test.runIf(socatInstalled())(
  'a hundred payments with random faults and kills: none lost, none doubled',
  async () => {
    const fresh = Array.from({ length: RUNS - regressions.length }, (_, index) =>
      planPayment(SEED, index + 1),
    );
    const said: string[] = [];
    const result = await torture({
      folder: null,
      // Payments that once failed one after the other stay on one lane.
      lanes: [regressions, ...dealOut(fresh, 2)],
      say: (line) => said.push(line),
    }).catch((error: unknown) => {
      throw new Error(said.slice(-3).join('\n'), { cause: error });
    });
    expect(result).toMatchObject({
      runs: RUNS,
      lost: 0,
      doubled: 0,
      wronglyDeclined: 0,
      notCharged: 0,
      notRefunded: 0,
      findings: [],
      crashes: [],
    });
    expect(result.booked + result.stillUnknown).toBeGreaterThanOrEqual(result.charged);
    // A torture that kills nobody and sells nothing proves nothing.
    expect(result.charged).toBeGreaterThan(RUNS / 2);
    expect(result.refunded).toBeGreaterThan(RUNS / 5);
    expect(result.basketsVoided).toBeGreaterThan(RUNS / 12);
    expect(Math.min(result.killed.register, result.killed.terminal)).toBeGreaterThan(2);
  },
  TIMEOUT_MS,
);
