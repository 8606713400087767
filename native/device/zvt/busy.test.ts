import { afterEach, describe, expect, test } from 'vitest';
import { socatInstalled } from '../../simulators/line/pty-pair.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { IDLE_TERMINAL } from '../testing/tcp-peer.ts';
import {
  APPROVED,
  closeTerminals,
  COMPLETION,
  during,
  REQUEST,
  sale,
  setUp,
} from '../testing/terminal-on-tcp.ts';
import { closeAll, saleOf, setUpOnPty } from '../testing/zvt-on-virtual-pty.ts';

afterEach(closeTerminals);
afterEach(closeAll);

const BUSY = { '0600': ['84 9c 00'] };
const IDLE = { '0600': IDLE_TERMINAL['0600'] ?? [] };
const PAID = sale(APPROVED, 'ack', COMPLETION, 'ack');

describe('a terminal that says "please wait" (84 9C) before a payment', () => {
  test('is asked again, and the payment runs as soon as it is ready', async () => {
    const { terminal, peer, timers } = setUp({ ...PAID, ...BUSY });
    const paying = terminal.pay(REQUEST, recordingObserver());
    await timers.advance(3000);
    expect(peer.count('0600')).toBeGreaterThan(1);
    expect(peer.count('0601')).toBe(0);
    peer.on(IDLE);
    expect((await during(timers, paying)).kind).toBe('approved');
    expect(peer.count('0601')).toBe(1);
  });

  test.each([
    ['84 9c 00', []],
    ['80 00 00', ['06 1e 01 9c', 'ack']],
  ])('%s: not for ever, and nothing of the payment has left by then', async (answer, rest) => {
    const { terminal, peer, timers } = setUp({ '0600': [answer, ...rest] });
    // Past the driver's own first registration, so that what is counted belongs to the payment.
    await timers.advance(6000);
    const before = peer.count('0600');
    const observer = recordingObserver();
    const beganMs = timers.nowMs();
    const asked = (): number => peer.count('0600') - before;
    const paying = terminal.pay(REQUEST, observer).then((outcome) => ({ outcome, asked: asked() }));
    expect(await during(timers, paying)).toEqual({
      outcome: { kind: 'notStarted', reason: 'busy' },
      asked: 5,
    });
    expect(timers.nowMs() - beganMs).toBeLessThanOrEqual(10_000);
    expect(observer.events).toEqual([]);
    expect(peer.count('0601')).toBe(0);
  });

  test('is left alone when the cashier cancels meanwhile', async () => {
    const { terminal, peer, timers } = setUp(BUSY);
    const paying = terminal.pay(REQUEST, recordingObserver());
    await timers.advance(1000);
    terminal.requestCancel();
    peer.on(IDLE);
    expect(await during(timers, paying)).toEqual({ kind: 'notStarted', reason: 'cancelled' });
    expect(peer.count('0601')).toBe(0);
  });

  test('any other refusal is told at once', async () => {
    const { terminal, peer, timers } = setUp({ '0600': ['84 df 00'] });
    await timers.advance(100);
    const before = peer.count('0600');
    const paying = terminal.pay(REQUEST, recordingObserver());
    await timers.advance(10);
    expect(await paying).toEqual({ kind: 'notStarted', reason: 'outOfOrder' });
    expect(peer.count('0600') - before).toBe(1);
  });

  test('the payment itself is sent once: a refused 06 01 is told and not repeated', async () => {
    const { terminal, peer, timers } = setUp({ '0601': ['84 9c 00'] });
    const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver()));
    expect(outcome).toEqual({ kind: 'declined', result: null, reason: '9C' });
    await timers.advance(30_000);
    expect(peer.count('0601')).toBe(1);
  });
});

describe.skipIf(!socatInstalled())('a busy terminal at the other end of a serial line', () => {
  test.each([
    [3, 'approved', ['approved']],
    [9, 'notStarted', []],
  ])('"please wait" %i times: %s', async (times, kind, states) => {
    const { pty, simulated, terminal } = await setUpOnPty();
    simulated.faults.keepBusy(times);
    const observer = recordingObserver();
    const outcome = await pty.during(terminal.pay(saleOf(1010), observer));
    expect(outcome.kind).toBe(kind);
    expect(simulated.book().map(({ state }) => state)).toEqual(states);
    expect(observer.events.includes('sending')).toBe(kind === 'approved');
  });
});
