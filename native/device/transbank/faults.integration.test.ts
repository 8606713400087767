import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { TerminalMark } from '../../../core/payment/types.ts';
import type { TerminalOutcome } from '../../../till/ports/card-terminal.ts';
import type { Outcome } from '../../simulators/transbank/cards.ts';
import type { FaultAction, FaultPoint } from '../../simulators/transbank/faults.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import {
  charged,
  cleanUpSimulated,
  pesoRequest,
  setUpSimulated,
  verdictOf,
} from '../testing/simulated-transbank.ts';

afterEach(cleanUpSimulated);

const RUNS = 40;
const SEED = 20_956;

const shortMs = fc.integer({ min: 1, max: 300 });
const some = fc.integer({ min: 1, max: 3 });

/** What can happen to a message, and what can happen between messages. */
const toMessage: fc.Arbitrary<FaultAction> = fc.oneof(
  fc.constantFrom<FaultAction>(
    { kind: 'silence' },
    { kind: 'twice' },
    { kind: 'corrupt' },
    { kind: 'badLrc' },
    { kind: 'answerLost' },
  ),
  shortMs.map((delayMs): FaultAction => ({ kind: 'late', delayMs })),
  shortMs.map((delayMs): FaultAction => ({ kind: 'split', delayMs: Math.min(delayMs, 30) })),
);
const atAnyTime: fc.Arbitrary<FaultAction> = fc.oneof(
  some.map((count): FaultAction => ({ kind: 'nakStorm', count })),
  some.map((count): FaultAction => ({ kind: 'deaf', count })),
  shortMs.map((forMs): FaultAction => ({ kind: 'pulled', forMs })),
  shortMs.map((forMs): FaultAction => ({ kind: 'powerLost', forMs })),
);
const fault: fc.Arbitrary<{ point: FaultPoint; action: FaultAction; times: number }> = fc.oneof(
  fc.record({
    point: fc.constantFrom<FaultPoint>('ack', 'progress', 'response'),
    action: fc.oneof(toMessage, atAnyTime),
    times: some,
  }),
  fc.record({
    point: fc.constantFrom<FaultPoint>('authorised', 'stored'),
    action: atAnyTime,
    times: fc.constant(1),
  }),
);

const scenario = fc.record({
  amount: fc.integer({ min: 1, max: 3 }).map((hundreds) => hundreds * 100),
  outcome: fc.constantFrom<Outcome>(
    { kind: 'approve' },
    { kind: 'approve', card: 'redcompra' },
    { kind: 'decline' },
    { kind: 'storedWithError', code: 65 },
    { kind: 'hostDown', code: 2 },
  ),
  faults: fc.array(fault, { maxLength: 2 }),
  /** The moment at which the register's process dies, or null. */
  dies: fc.option(fc.constantFrom('sending', 'progress:T78', 'progress:T82', 'result:T00')),
  /** The disk does not take the result. */
  diskFull: fc.integer({ min: 0, max: 9 }).map((die) => die === 0),
});

test(`${RUNS} sales with faults at random: none lost, none doubled, none believed wrongly`, async () => {
  const times = { ackWaitMs: 60, responseWaitMs: 300, lineGoneMs: 150 };
  const timing = { gapMs: 1, stepMs: 4, hostMs: 10, cardMs: 500, ackMs: 60 };
  const set = await setUpSimulated('tcp', { timing, insistsOnProgressAck: true }, times);
  const { simulated } = set;
  let terminal = set.terminal;
  let lastKnown: TerminalMark | null = null;
  const wrong: unknown[] = [];
  const scenarios = fc.sample(scenario, { numRuns: RUNS, seed: SEED });
  for (const [index, { amount, outcome, faults, dies, diskFull }] of scenarios.entries()) {
    const reference = `R${String(index).padStart(5, '0')}`;
    let dead: Promise<void> | null = null;
    simulated.nextOutcome(outcome);
    const observer = recordingObserver('book', diskFull ? 'result' : null, (event) => {
      if (event === 'sending') {
        for (const { point, action, times: count } of faults) {
          simulated.faults.at(point, action, count);
        }
      }
      if (event === dies) dead = terminal.close();
    });
    let end: TerminalOutcome = await terminal.pay(pesoRequest(amount, reference), observer);
    // Once it was to be sent, the journal says so, and a restart knows no more than the journal.
    const wasSent = observer.events.includes('sending');
    if (dead !== null || (wasSent && end.kind === 'notStarted')) {
      end = { kind: 'unknown', reason: 'restart' };
    }
    if (dead !== null) terminal = set.newDriver();
    const verdict = await verdictOf(end, terminal, { amount, reference }, lastKnown);
    await simulated.idle();
    simulated.faults.clear();
    const stands = charged(simulated, reference);
    if (stands > 1 || verdict !== (stands === 1 ? 'paid' : 'notPaid')) {
      wrong.push({ index, end, verdict, stands, faults, dies, diskFull });
    }
    await expect.poll(() => terminal.connect(), { timeout: 5000 }).toBeNull();
    const last = await terminal.lastTransaction();
    if (last.kind === 'found') lastKnown = last.result;
  }
  expect(wrong).toEqual([]);
  expect(simulated.totals().count).toBeGreaterThan(RUNS / 4);
}, 120_000);
