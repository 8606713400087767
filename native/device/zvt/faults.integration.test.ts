import { afterEach, describe, expect, test } from 'vitest';
import { socatInstalled } from '../../simulators/line/pty-pair.ts';
import type { FaultAction } from '../../simulators/terminal/faults.ts';
import { faultPoints } from '../../simulators/terminal/faults.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { closeAll, saleOf, setUpOnPty } from '../testing/zvt-on-virtual-pty.ts';

afterEach(closeAll);

const ACTIONS: readonly FaultAction[] = [
  { kind: 'silence' },
  { kind: 'late', delayMs: 12_000 },
  { kind: 'twice' },
  { kind: 'corrupt' },
  { kind: 'noise', bytes: Uint8Array.of(0x10, 0x02, 0x06, 0x15, 0x7f) },
  { kind: 'nakStorm', count: 2 },
  { kind: 'nakStorm', count: 3 },
  { kind: 'deaf', count: 1 },
  { kind: 'deaf', count: 3 },
  { kind: 'pulled', forMs: 7_000 },
  { kind: 'pulled', forMs: 60_000 },
  { kind: 'powerLost', forMs: 20_000 },
  { kind: 'answerLost' },
];

const CASES = faultPoints.flatMap((point) => ACTIONS.map((action) => ({ point, action })));

/**
 * One payment, one fault at one message. Whatever the fault: one 06 01, one result booked, and
 * what the register concludes, by itself or by asking afterwards, is what the terminal's book says.
 */
describe.skipIf(!socatInstalled())('a fault at every message, over a serial line', () => {
  test.each(CASES)('$action.kind at $point', async ({ point, action }) => {
    const { pty, terminal, simulated, log } = await setUpOnPty({ keepsRegistration: false });
    const first = await pty.during(terminal.pay(saleOf(500), recordingObserver()));
    if (first.kind !== 'approved') expect.fail(`without a fault: ${first.kind}`);

    simulated.faults.at(point, action);
    const observer = recordingObserver();
    const outcome = await pty.during(terminal.pay(saleOf(1010), observer));
    await pty.pass(60_000);
    const charged = simulated
      .book()
      .filter((entry) => entry.amountMinor === 1010 && entry.state === 'approved').length;

    expect(charged).toBeLessThanOrEqual(1);
    expect(observer.results.filter((result) => result.approved).length).toBeLessThanOrEqual(1);
    if (outcome.kind === 'approved') expect(charged).toBe(1);
    if (outcome.kind === 'declined' || outcome.kind === 'notStarted') expect(charged).toBe(0);
    if (outcome.kind === 'unknown') {
      const last = await pty.during(terminal.lastTransaction());
      const told = last.kind === 'found' && last.result.approved ? last.result.receiptNo : '';
      if (charged === 1) expect(last).toMatchObject({ result: { amountMinor: 1010 } });
      else expect([first.result.receiptNo, '']).toContain(told);
    }
    const sent = log.lines.filter((line) => line.includes('"out"') && line.includes('"0601'));
    expect(sent).toHaveLength(2);
  });
});

const REFUND_POINTS = ['answer', 'authorised', 'status', 'print', 'booking', 'booked'] as const;
const REFUND_ACTIONS = ACTIONS.filter((action) =>
  ['silence', 'twice', 'pulled', 'powerLost', 'answerLost'].includes(action.kind),
);
const REFUND_CASES = REFUND_POINTS.flatMap((point) =>
  REFUND_ACTIONS.map((action) => ({ point, action })),
);

describe.skipIf(!socatInstalled())('a fault at every message of a refund', () => {
  test.each(REFUND_CASES)('$action.kind at $point: sent once', async ({ point, action }) => {
    const { pty, terminal, simulated, log } = await setUpOnPty();
    const paid = await pty.during(terminal.pay(saleOf(1010), recordingObserver()));
    if (paid.kind !== 'approved') expect.fail(`without a fault: ${paid.kind}`);

    simulated.faults.at(point, action);
    const back = { ...saleOf(400), original: paid.result };
    const outcome = await pty.during(terminal.refund(back, recordingObserver()));
    await pty.pass(60_000);
    const given = simulated
      .book()
      .filter((entry) => entry.kind === 'refund' && entry.state === 'approved').length;

    expect(given).toBeLessThanOrEqual(1);
    if (outcome.kind === 'approved') expect(given).toBe(1);
    if (outcome.kind === 'declined' || outcome.kind === 'notStarted') expect(given).toBe(0);
    if (outcome.kind === 'unknown' && given === 1) {
      const last = await pty.during(terminal.lastTransaction());
      expect(last).toMatchObject({ kind: 'found', result: { amountMinor: 400 } });
    }
    const sent = log.lines.filter((line) => line.includes('"out"') && line.includes('"0631'));
    expect(sent).toHaveLength(1);
  });
});
