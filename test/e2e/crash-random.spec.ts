import { setTimeout as sleep } from 'node:timers/promises';
import type { TillSnapshot } from '../../contracts/till/snapshot.ts';
import { checkBooks, checkSecondCopy, payloads, readJournal } from './fixtures/books.ts';
import {
  allPrinted,
  approvable,
  callTill,
  codeOf,
  type Lane,
  mustTill,
  openForSelling,
  openLane,
  scanLines,
  serviceIsBack,
  serviceStarts,
  snapshotOf,
  until,
} from './fixtures/lane.ts';
import { expect, isAlive, linkUp, type RunningRegister, test } from './fixtures/register.ts';

/** How often the service is killed, and where the random moments begin. */
const KILLS = Number(process.env['TILLWRIGHT_KILLS'] ?? 15);
const SEED = Number(process.env['TILLWRIGHT_SEED'] ?? Date.now() % 1_000_000);
/** Main pauses longer after each end within a minute; a new program begins anew. */
const KILLS_A_RUN = 4;
/** Longest wait before a kill: about a basket. */
const LONGEST_MS = 1_200;
/** A register that was started anew leaves the terminal alone for so long; cards come after it. */
const TERMINAL_AFTER_MS = 5_500;
/** Recovery may wait for a terminal that repeats, and asks again after 15 s. */
const RECOVERY_MS = 60_000;

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let lane: Lane;
test.beforeAll(async () => {
  lane = await openLane();
});
test.afterAll(() => lane.close());

test(`the service killed ${KILLS} times at random moments of selling`, async ({
  launchRegister,
}, testInfo) => {
  testInfo.setTimeout(60_000 + KILLS * RECOVERY_MS);
  // Printed, so that a failure can be played again.
  console.log(`TILLWRIGHT_SEED=${SEED} TILLWRIGHT_KILLS=${KILLS}`);
  const next = random(SEED);
  await sellByCard(launchRegister);
  let done = 0;
  while (done < KILLS) {
    const register = await openForSelling(launchRegister, lane);
    const cashier = startCashier(register, next);
    for (let kill = 0; kill < KILLS_A_RUN && done < KILLS; kill += 1, done += 1) {
      const starts = serviceStarts(register);
      const servicePid = await register.servicePid();
      await sleep((next() < 0.4 ? TERMINAL_AFTER_MS : 0) + next() * LONGEST_MS);
      process.kill(servicePid, 'SIGKILL');
      await expect.poll(() => isAlive(servicePid)).toBe(false);
      await serviceIsBack(register, starts);
    }
    await cashier.finish();
    const { till } = register;
    await allPrinted(till, RECOVERY_MS);
    await register.close();
    checkBooks(lane);
    checkSecondCopy(lane.dataDir);
  }
  const journal = readJournal(lane.dataDir);
  expect(payloads(journal, 'sale.completed').length).toBeGreaterThan(KILLS / 3);
});

/**
 * One calm sale, so that the terminal has something stored. One that has nothing says the same of a
 * charge it took back and of one it cannot look up: after an approval was seen, a person decides.
 */
async function sellByCard(launch: Parameters<typeof openForSelling>[0]): Promise<void> {
  const register = await openForSelling(launch, lane);
  await scanLines(register.till, lane, 1);
  const owed = (await snapshotOf(register.till))?.basket?.remainingMinor ?? 0;
  await mustTill(register.till, 'pay.card', { amountMinor: owed });
  const isSold = ({ basket, payment }: TillSnapshot) => basket === null && payment === null;
  await until(register.till, 'sold', isSold);
  await until(register.till, 'printed', ({ receiptsWaiting }) => receiptsWaiting === 0);
  await register.close();
}

/** A cashier who sells on and on, whatever happens, and finishes the last basket. */
function startCashier(register: RunningRegister, next: () => number) {
  let isOver = false;
  let unclearSinceMs = Number.POSITIVE_INFINITY;
  const working = work();
  return {
    async finish() {
      isOver = true;
      await working;
    },
  };

  async function work(): Promise<void> {
    for (;;) {
      const now = await snapshotOf(register.till);
      if (now === null) {
        await linkUp(register.till);
        continue;
      }
      if (isOver && now.basket === null && now.payment === null) return;
      await step(now);
    }
  }

  /** One thing that the screen allows now. An answer that is lost is asked of the next screen. */
  async function step(now: NonNullable<Awaited<ReturnType<typeof snapshotOf>>>): Promise<void> {
    const { till } = register;
    const { basket, payment } = now;
    if (payment === null) unclearSinceMs = Number.POSITIVE_INFINITY;
    if (payment !== null) {
      unclearSinceMs = Math.min(unclearSinceMs, Date.now());
      const isHanging = Date.now() - unclearSinceMs > RECOVERY_MS;
      if (isHanging) throw new Error(`nobody learns what became of ${JSON.stringify(payment)}`);
      await sleep(20);
    } else if (basket === null || (basket.lines.length < 3 && basket.tenders.length === 0)) {
      if (isOver && basket === null) return;
      await callTill(till, 'sale.scan', {
        text: codeOf(Math.floor(next() * 20)),
        source: 'wedge',
      });
    } else if (basket.tenders.length === 0 && next() < 0.3) {
      await callTill(till, 'pay.tender', { kind: 'cash', amountMinor: 100 });
    } else if (next() < 0.5 && basket.remainingMinor === approvable(basket.remainingMinor)) {
      await callTill(till, 'pay.card', { amountMinor: basket.remainingMinor });
    } else {
      await callTill(till, 'pay.tender', { kind: 'cash', amountMinor: basket.cashDueMinor });
    }
  }
}
