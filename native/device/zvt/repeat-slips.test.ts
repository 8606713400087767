import { afterEach, describe, expect, test } from 'vitest';
import { socatInstalled } from '../../simulators/line/pty-pair.ts';
import type { FaultPoint } from '../../simulators/terminal/faults.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
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

const MERCHANT_BLOCK = '06 d3 -- 06 13 1f 07 01 01 1f 37 01 83 25 09 07 04 42 65 6c 67 09 01 81';
const CUSTOMER_LINES = ['06 d1 -- 00 4b 6f 70', '06 d1 01 81'];
const REPEAT = '0620';

describe('the slips of the last transaction, asked for once more', () => {
  test('06 20 that may print: the status says whose they are, the lines become slips', async () => {
    const { terminal, peer, timers } = setUp({
      [REPEAT]: ['80 00 00', APPROVED, 'ack', MERCHANT_BLOCK, 'ack', COMPLETION, 'ack'],
    });
    await timers.advance(6000);
    const told = await during(timers, terminal.repeatSlips());
    expect(told).toMatchObject({
      kind: 'repeated',
      result: { approved: true, receiptNo: '0007', trace: '000012', amountMinor: 1010 },
      slips: [{ kind: 'merchant', lines: ['Belg'], signature: true, mustPrint: true }],
    });
    // Password, then service byte 01: send the status, and do print.
    expect(peer.received).toContain('0620051234560301');
    expect(peer.count('0601')).toBe(0);
  });

  test('lines without a kind count as merchant, then customer', async () => {
    const lines = [...CUSTOMER_LINES, ...CUSTOMER_LINES].flatMap((line) => [line, 'ack']);
    const { terminal, timers } = setUp({
      [REPEAT]: ['80 00 00', ...lines, APPROVED, 'ack', COMPLETION, 'ack'],
    });
    await timers.advance(6000);
    const told = await during(timers, terminal.repeatSlips());
    expect(told).toMatchObject({ slips: [{ kind: 'merchant' }, { kind: 'customer' }] });
  });

  test.each([
    ['not known', ['84 83 00'], '83'],
    ['nothing stored', ['80 00 00', '06 1e 01 83', 'ack'], '83'],
    ['no paper at the terminal', ['80 00 00', APPROVED, 'ack', '06 1e 01 cc', 'ack'], 'CC'],
    ['no status', ['80 00 00', MERCHANT_BLOCK, 'ack', COMPLETION, 'ack'], 'noStatus'],
  ])('%s: none', async (_name, script, reason) => {
    const { terminal, timers } = setUp({ [REPEAT]: script });
    await timers.advance(6000);
    const told = await during(timers, terminal.repeatSlips());
    expect(told).toEqual({ kind: 'none', reason });
  });

  test('slips without an end are not given: the next question brings them whole', async () => {
    const { terminal, timers, line } = setUp({
      [REPEAT]: ['80 00 00', APPROVED, 'ack', MERCHANT_BLOCK, 'ack', () => line.pull()],
    });
    await timers.advance(6000);
    const told = await during(timers, terminal.repeatSlips());
    expect(told).toEqual({ kind: 'unreachable', reason: 'lineLost' });
  });

  test('a terminal that is not known to be idle is left alone', async () => {
    const { terminal, peer, timers } = setUp();
    expect(await during(timers, terminal.repeatSlips())).toMatchObject({ kind: 'unreachable' });
    expect(peer.count(REPEAT)).toBe(0);
  });

  test('a payment that begins meanwhile waits for the end, and then runs', async () => {
    const { terminal, peer, timers } = setUp({
      ...sale(APPROVED, 'ack', COMPLETION, 'ack'),
      [REPEAT]: ['80 00 00', APPROVED, 'ack'],
    });
    await timers.advance(6000);
    const asking = terminal.repeatSlips();
    await timers.advance(100);
    const paying = terminal.pay(REQUEST, recordingObserver());
    await timers.advance(3000);
    expect(peer.count('0601')).toBe(0);
    peer.say(COMPLETION);
    expect(await during(timers, asking)).toMatchObject({ kind: 'repeated', slips: [] });
    expect((await during(timers, paying)).kind).toBe('approved');
    expect(peer.count('0601')).toBe(1);
  });

  test('a cancelled payment that waited stops the question, and the slips are not lost', async () => {
    const { terminal, peer, timers } = setUp({ [REPEAT]: ['80 00 00'], '06b0': ['80 00 00'] });
    await timers.advance(6000);
    const asking = terminal.repeatSlips();
    await timers.advance(100);
    const paying = terminal.pay(REQUEST, recordingObserver());
    terminal.requestCancel();
    await timers.advance(100);
    expect(peer.count('06b0')).toBe(1);
    peer.say('06 1e 01 6c');
    expect(await during(timers, asking)).toEqual({ kind: 'unreachable', reason: '6C' });
    expect(await during(timers, paying)).toEqual({ kind: 'notStarted', reason: 'cancelled' });
    expect(peer.count('0601')).toBe(0);
  });

  test('a terminal that falls silent holds the next payment up for seconds, not minutes', async () => {
    const { terminal, peer, timers } = setUp({
      ...sale(APPROVED, 'ack', COMPLETION, 'ack'),
      [REPEAT]: ['80 00 00', APPROVED, 'ack'],
    });
    await timers.advance(6000);
    const beganMs = timers.nowMs();
    const asking = terminal.repeatSlips();
    await timers.advance(100);
    const paying = terminal.pay(REQUEST, recordingObserver());
    expect(await during(timers, asking)).toEqual({ kind: 'unreachable', reason: 'timeout' });
    expect((await during(timers, paying)).kind).toBe('approved');
    expect(timers.nowMs() - beganMs).toBeLessThan(40_000);
    expect(peer.count('0601')).toBe(1);
  });

  test('a payment that runs is not disturbed', async () => {
    const { terminal, peer, timers } = setUp(sale('04 ff 01 0a', 'ack'));
    await timers.advance(6000);
    const paying = terminal.pay(REQUEST, recordingObserver());
    await timers.advance(1000);
    expect(await terminal.repeatSlips()).toEqual({
      kind: 'unreachable',
      reason: 'operationRunning',
    });
    peer.say(APPROVED);
    await timers.advance(10);
    peer.say(COMPLETION);
    expect((await during(timers, paying)).kind).toBe('approved');
    expect(peer.count(REPEAT)).toBe(0);
  });
});

describe.skipIf(!socatInstalled())('over a serial line, after a lost end', () => {
  const POINTS: readonly FaultPoint[] = ['print', 'booked', 'completion'];

  test.each(POINTS)('lost at %s: the terminal gives both copies of this payment', async (point) => {
    const { pty, simulated, terminal } = await setUpOnPty();
    simulated.nextOutcome({ kind: 'approve', card: 'visa', cvm: 'signature' });
    simulated.faults.at(point, { kind: 'pulled', forMs: 60_000 });
    await pty.during(terminal.pay(saleOf(1010), recordingObserver()));
    await pty.pass(60_000);
    const last = await pty.during(terminal.lastTransaction());
    const stands = simulated.book().some(({ state }) => state === 'approved');
    if (!stands) {
      // Returned for want of an acknowledgement: then there is nothing to give.
      expect(last).toEqual({ kind: 'none' });
      expect(await pty.during(terminal.repeatSlips())).toMatchObject({ kind: 'none' });
      return;
    }
    const told = await pty.during(terminal.repeatSlips());
    expect(told).toMatchObject({
      kind: 'repeated',
      result: last.kind === 'found' ? last.result : {},
      slips: [
        { kind: 'merchant', signature: true },
        { kind: 'customer', signature: false },
      ],
    });
    expect(simulated.book()).toMatchObject([{ amountMinor: 1010, state: 'approved' }]);
  });
});
