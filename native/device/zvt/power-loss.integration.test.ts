import { afterEach, describe, expect, test } from 'vitest';
import { socatInstalled } from '../../simulators/line/pty-pair.ts';
import type { FaultAction, FaultPoint } from '../../simulators/terminal/faults.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { closeAll, saleOf, setUpOnPty } from '../testing/zvt-on-virtual-pty.ts';

afterEach(closeAll);

/** From the cashier's key to the payment being in doubt: a last sign of life and ten seconds. */
const GIVEN_UP_MS = 17_000;

/** A payment at which something happens to the terminal; the cashier presses Esc a second later. */
async function stoppedAt(point: FaultPoint, action: FaultAction) {
  const set = await setUpOnPty({ hostCode: 0x01 });
  const { pty, timers, terminal, simulated } = set;
  await pty.during(terminal.connect());
  let pressedMs = 0;
  const observer = recordingObserver('book', null, (event) => {
    // "Waiting for the bank": the last thing that is heard of it.
    const isDue = event.startsWith(point === 'booked' ? 'result' : 'progress:04');
    if (!isDue || pressedMs !== 0) return;
    pressedMs = timers.nowMs() + 1000;
    timers.after(1000, () => terminal.requestCancel());
  });
  simulated.faults.at(point, action);
  const outcome = await pty.during(terminal.pay(saleOf(1000), observer));
  return { ...set, outcome, waitedMs: timers.nowMs() - pressedMs };
}

const standing = (entry: { readonly state: string }) => entry.state === 'approved';

describe.skipIf(!socatInstalled())('a terminal that loses its power in a payment', () => {
  test.each([
    ['for 5 s', 5_000],
    ['for 9 s, as long as it starts anew', 9_000],
  ])(
    '%s: in doubt soon after the cashier gives up, then known not to be paid',
    async (_, forMs) => {
      const { pty, terminal, simulated, outcome, waitedMs } = await stoppedAt('authorised', {
        kind: 'powerLost',
        forMs,
      });
      expect(outcome).toEqual({ kind: 'unknown', reason: 'stopUnanswered' });
      expect(waitedMs).toBeLessThanOrEqual(GIVEN_UP_MS);
      expect(await pty.during(terminal.lastTransaction())).toEqual({ kind: 'none' });
      expect(simulated.book().filter(standing)).toEqual([]);
      const again = await pty.during(terminal.pay(saleOf(1000), recordingObserver()));
      expect(again.kind).toBe('approved');
      expect(simulated.book().filter(standing)).toHaveLength(1);
    },
  );

  test('for good: in doubt within seconds, and it cannot be asked', async () => {
    const { pty, terminal, outcome, waitedMs } = await stoppedAt('authorised', {
      kind: 'powerLost',
    });
    expect(outcome).toEqual({ kind: 'unknown', reason: 'stopUnanswered' });
    expect(waitedMs).toBeLessThanOrEqual(11_000);
    expect(await pty.during(terminal.lastTransaction())).toMatchObject({ kind: 'unreachable' });
  });

  test('after its result was acknowledged: it has booked, and says so when it is back', async () => {
    const { pty, terminal, simulated, outcome, waitedMs } = await stoppedAt('booked', {
      kind: 'powerLost',
      forMs: 5_000,
    });
    expect(outcome).toEqual({ kind: 'unknown', reason: 'completionLost:stopUnanswered' });
    expect(waitedMs).toBeLessThanOrEqual(GIVEN_UP_MS);
    expect(await pty.during(terminal.lastTransaction())).toMatchObject({
      kind: 'found',
      result: { approved: true, amountMinor: 1000 },
    });
    expect(simulated.book().filter(standing)).toHaveLength(1);
  });

  test('no power loss, a slow bank: the answer that comes in doubt is taken, once', async () => {
    const { pty, terminal, simulated, outcome } = await stoppedAt('authorised', {
      kind: 'late',
      delayMs: 20_000,
    });
    expect(outcome).toEqual({ kind: 'unknown', reason: 'stopUnanswered' });
    const late: string[] = [];
    terminal.onLateResult(({ receiptNo }) => {
      late.push(receiptNo);
      return 'book';
    });
    await pty.pass(30_000);
    expect(late).toHaveLength(1);
    expect(await pty.during(terminal.lastTransaction())).toMatchObject({
      kind: 'found',
      result: { receiptNo: late[0], amountMinor: 1000 },
    });
    expect(simulated.book().filter(standing)).toHaveLength(1);
  });
});
