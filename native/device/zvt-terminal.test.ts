import { afterEach, describe, expect, test } from 'vitest';
import { CURRENCIES } from '../../core/money/currency.ts';
import { minor } from '../../core/money/minor.ts';
import { ManualTimers, settle } from '../transport/testing/manual-timers.ts';
import { MemoryLine } from '../transport/testing/memory-line.ts';
import { keptLog } from './testing/quiet-log.ts';
import { recordingObserver } from './testing/recording-observer.ts';
import { IDLE_TERMINAL, TcpPeer } from './testing/tcp-peer.ts';
import type { PeerAction, PeerScript } from './testing/tcp-peer.ts';
import { ZvtTerminal } from './zvt-terminal.ts';

const APPROVED =
  '04 0f -- 27 00 04 00 00 00 00 10 10 49 01 56 0b 00 00 12 0c 10 20 30 0d 11 22 ' +
  '87 00 07 22 f0 f8 ee ee ee ee ee ee 12 34 29 87 65 43 21';
const DECLINED = '04 0f 02 27 33';
const COMPLETION = '06 0f 00';
const CARD = '04 ff 01 0a';

const REQUEST = { attemptId: 'a', amountMinor: minor(1010), currency: CURRENCIES.CNY };

const open: ZvtTerminal[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((terminal) => terminal.close()));
});

function setUp(script: PeerScript = {}) {
  const line = new MemoryLine();
  const timers = new ManualTimers();
  const log = keptLog();
  const peer = new TcpPeer(line, { ...IDLE_TERMINAL, ...script });
  const terminal = new ZvtTerminal({
    transport: line.near,
    framing: 'tcp',
    terminalId: 'T1',
    password: '123456',
    currency: CURRENCIES.CNY,
    timers,
    log,
  });
  open.push(terminal);
  return { line, timers, log, peer, terminal };
}

/** Lets time pass until the promise settles, a second at a time. */
async function during<T>(timers: ManualTimers, promise: Promise<T>, limitMs = 600_000): Promise<T> {
  let over = false;
  const settled = promise.finally(() => {
    over = true;
  });
  for (let passedMs = 0; !over && passedMs < limitMs; passedMs += 1000) await timers.advance(1000);
  return settled;
}

function sale(...actions: PeerAction[]): PeerScript {
  return { '0601': ['80 00 00', ...actions] };
}

describe('payment', () => {
  test('approved: intent, progress, result, receipts, outcome, in this order', async () => {
    const { terminal, peer, timers } = setUp(
      sale(
        CARD,
        'ack',
        APPROVED,
        'ack',
        '06 d3 -- 06 0c 1f 07 01 01 25 06 07 04 42 65 6c 67',
        'ack',
        '06 d3 -- 06 0b 1f 07 01 02 25 05 07 03 4b 6f 70',
        'ack',
        COMPLETION,
        'ack',
      ),
    );
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'sending') expect(peer.count('0601')).toBe(0);
      // Durable before it is acknowledged: only the answer to 04 FF has left by now.
      if (event.startsWith('result')) expect(peer.received.slice(-2)[0]).toMatch(/^0601/);
    });
    const outcome = await during(timers, terminal.pay(REQUEST, observer));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: {
        approved: true,
        resultCode: '00',
        amountMinor: 1010,
        currencyNumeric: '156',
        receiptNo: '0007',
        trace: '000012',
        maskedPan: '************1234',
        terminalId: '87654321',
        date: '1122',
        time: '102030',
      },
    });
    expect(observer.events).toEqual([
      'sending',
      'progress:0A',
      'result:00',
      'receipt:merchant',
      'receipt:customer',
    ]);
    expect(peer.received.find((hex) => hex.startsWith('0601'))).toBe(
      '06010c040000000010104901561940',
    );
    expect(terminal.status()).toEqual({ state: 'ready', code: null });
  });

  test.each<[string, PeerAction[], string]>([
    ['status and abort', [DECLINED, 'ack', '06 1e 01 33', 'ack'], '33'],
    ['abort alone', ['06 1e 01 6c', 'ack'], '6C'],
    ['status and completion', [DECLINED, 'ack', COMPLETION, 'ack'], '33'],
  ])('declined by %s', async (_name, actions, reason) => {
    const { terminal, timers } = setUp(sale(...actions));
    const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver()));
    expect(outcome).toMatchObject({ kind: 'declined', reason });
  });

  test('refused at once', async () => {
    const { terminal, timers } = setUp({ '0601': ['84 6f 00'] });
    expect(await during(timers, terminal.pay(REQUEST, recordingObserver()))).toEqual({
      kind: 'declined',
      result: null,
      reason: '6F',
    });
  });

  test('a refused result is answered 84 and comes out declined', async () => {
    const { terminal, peer, timers } = setUp(sale(APPROVED, 'ack', '06 1e 01 6c', 'ack'));
    const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver('refuse')));
    expect(peer.received).toContain('846c00');
    expect(outcome).toMatchObject({
      kind: 'declined',
      reason: 'refusedByRegister',
      result: { approved: false },
    });
  });

  test('an intent that cannot be stored: not a byte of the payment leaves', async () => {
    const { terminal, peer, timers } = setUp(sale(APPROVED));
    const outcome = await during(
      timers,
      terminal.pay(REQUEST, recordingObserver('book', 'sending')),
    );
    expect(outcome).toEqual({ kind: 'notStarted', reason: 'intentNotDurable' });
    expect(peer.count('0601')).toBe(0);
  });

  test('a result that cannot be stored is not acknowledged, and is unknown', async () => {
    const { terminal, peer, timers } = setUp(sale(APPROVED));
    const outcome = await during(
      timers,
      terminal.pay(REQUEST, recordingObserver('book', 'result')),
    );
    expect(outcome).toEqual({ kind: 'unknown', reason: 'notDurable' });
    // What follows the payment is a new registration, not an answer to the result.
    const after = peer.received.slice(peer.received.findIndex((hex) => hex.startsWith('0601')) + 1);
    expect(after[0] ?? '0600').toMatch(/^0600/);
  });

  test('approved and then aborted is unknown: the terminal contradicts itself', async () => {
    const { terminal, timers } = setUp(sale(APPROVED, 'ack', '06 1e 01 cc', 'ack'));
    const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver()));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'abortAfterApproval:CC' });
  });

  test('a completion without any result is unknown', async () => {
    const { terminal, timers } = setUp(sale(COMPLETION, 'ack'));
    const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver()));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'noResult' });
  });

  test('silence is unknown, never declined, and 06 01 went out once', async () => {
    for (const script of [{ '0601': [] }, sale(), sale(CARD, 'ack')]) {
      const { terminal, peer, timers } = setUp(script);
      const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver()));
      expect(outcome.kind).toBe('unknown');
      expect(peer.count('0601')).toBe(1);
    }
  });

  test('a connection lost under way is unknown at once on TCP', async () => {
    const set = setUp({});
    set.peer.on(sale(CARD, 'ack', () => set.line.pull()));
    const outcome = await during(set.timers, set.terminal.pay(REQUEST, recordingObserver()));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'lineLost' });
  });

  test('not there: not started', async () => {
    const { terminal, line, timers } = setUp();
    line.openFault = 'portMissing';
    line.pull();
    const observer = recordingObserver();
    expect(await during(timers, terminal.pay(REQUEST, observer))).toEqual({
      kind: 'notStarted',
      reason: 'portMissing',
    });
    expect(observer.events).toEqual([]);
    expect(terminal.status()).toEqual({ state: 'fault', code: 'portMissing' });
  });

  test('the line fails on the first byte: not started', async () => {
    const { terminal, line, timers } = setUp(sale(APPROVED));
    const observer = recordingObserver('book', null, () => {
      line.writeFault = 'none';
    });
    expect(await during(timers, terminal.pay(REQUEST, observer))).toEqual({
      kind: 'notStarted',
      reason: 'disconnected',
    });
  });

  test('impossible amounts and another currency are refused before anything', async () => {
    const { terminal } = setUp();
    for (const amountMinor of [minor(0), minor(-5), minor(1_000_000_000_000)]) {
      const outcome = await terminal.pay({ ...REQUEST, amountMinor }, recordingObserver());
      expect(outcome).toEqual({ kind: 'notStarted', reason: 'amountNotPossible' });
    }
    const euro = { ...REQUEST, currency: CURRENCIES.EUR };
    expect(await terminal.pay(euro, recordingObserver())).toMatchObject({
      reason: 'wrongCurrency',
    });
  });

  test('one at a time', async () => {
    const { terminal, timers } = setUp(sale(APPROVED, 'ack', COMPLETION, 'ack'));
    const first = terminal.pay(REQUEST, recordingObserver());
    expect(await terminal.pay(REQUEST, recordingObserver())).toEqual({
      kind: 'notStarted',
      reason: 'operationRunning',
    });
    expect(await terminal.lastTransaction()).toMatchObject({ kind: 'unreachable' });
    expect((await during(timers, first)).kind).toBe('approved');
  });

  test('cancel asks; the outcome decides', async () => {
    const { terminal, peer, timers } = setUp({
      ...sale(CARD, 'ack'),
      '06b0': ['80 00 00', '04 0f 02 27 6c', 'ack', '06 1e 01 6c', 'ack'],
    });
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'progress:0A') terminal.requestCancel();
    });
    const outcome = await during(timers, terminal.pay(REQUEST, observer));
    expect(peer.count('06b0')).toBe(1);
    expect(outcome).toMatchObject({ kind: 'declined', reason: '6C' });
  });

  test('a completion that is lost: approved only on the word of the terminal', async () => {
    const set = setUp({ '0620': ['80 00 00', APPROVED, 'ack', COMPLETION, 'ack'] });
    set.peer.on(sale(APPROVED, 'ack', () => set.line.pull()));
    const outcome = await during(set.timers, set.terminal.pay(REQUEST, recordingObserver()));
    expect(outcome).toMatchObject({ kind: 'approved', result: { receiptNo: '0007' } });
    expect(set.peer.count('0601')).toBe(1);
    expect(set.peer.count('0620')).toBe(1);
  });

  test('a completion that is lost, and another transaction at the terminal: unknown', async () => {
    const other = APPROVED.replace('87 00 07', '87 00 06');
    const set = setUp({ '0620': ['80 00 00', other, 'ack', COMPLETION, 'ack'] });
    set.peer.on(sale(APPROVED, 'ack', () => set.line.pull()));
    const outcome = await during(set.timers, set.terminal.pay(REQUEST, recordingObserver()));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'completionLost:lineLost' });
  });

  test('nothing of the card or the password reaches the log', async () => {
    const clear = APPROVED.replace('ee ee ee ee ee ee 12 34', '41 11 11 11 11 11 11 11');
    const { terminal, log, timers } = setUp(sale(clear, 'ack', COMPLETION, 'ack'));
    const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver()));
    expect(JSON.stringify(outcome)).not.toContain('41111');
    expect(log.lines.length).toBeGreaterThan(5);
    expect(log.lines.join('\n')).not.toMatch(/41111|123456/);
  });
});

describe('registration', () => {
  test('happens by itself, with password, config and currency', async () => {
    const { terminal, peer, timers } = setUp();
    await timers.advance(100);
    expect(peer.received[0]).toMatch(/^0600..123456be0156/);
    expect(terminal.status()).toEqual({ state: 'ready', code: null });
  });

  test('a refusal is told, and tried again', async () => {
    const { terminal, peer, timers } = setUp({ '0600': ['84 6f 00'] });
    await timers.advance(100);
    expect(terminal.status()).toEqual({ state: 'fault', code: 'wrongCurrency' });
    expect(await during(timers, terminal.pay(REQUEST, recordingObserver()))).toEqual({
      kind: 'notStarted',
      reason: 'wrongCurrency',
    });
    peer.on(IDLE_TERMINAL);
    await timers.advance(60_000);
    expect(terminal.status()).toEqual({ state: 'ready', code: null });
  });

  test('an idle terminal is asked now and then how it is', async () => {
    const { terminal, peer, timers } = setUp();
    await timers.advance(100);
    peer.on({ '0501': ['80 00 00', '06 0f 01 f0', 'ack'] });
    await timers.advance(61_000);
    expect(terminal.status()).toEqual({ state: 'ready', code: 'settlementNeeded' });
    peer.on({ '0501': [], '0600': [] });
    await timers.advance(70_000);
    expect(terminal.status().state).toBe('fault');
  });

  test('the cable comes back: it registers again', async () => {
    const { terminal, peer, line, timers } = setUp();
    await timers.advance(100);
    line.pull();
    expect(terminal.status()).toEqual({ state: 'fault', code: 'lost' });
    await timers.advance(1000);
    expect(peer.count('0600')).toBe(2);
    expect(terminal.status().state).toBe('ready');
  });
});

describe('last transaction', () => {
  test('found', async () => {
    const { terminal, peer, timers } = setUp({
      '0620': ['80 00 00', APPROVED, 'ack', COMPLETION, 'ack'],
    });
    const last = await during(timers, terminal.lastTransaction());
    expect(last).toMatchObject({ kind: 'found', result: { receiptNo: '0007', approved: true } });
    expect(peer.received.filter((hex) => hex.startsWith('0620'))).toEqual(['0620051234560303']);
  });

  test('a declined one is found as declined', async () => {
    const { terminal, timers } = setUp({
      '0620': ['80 00 00', DECLINED, 'ack', COMPLETION, 'ack'],
    });
    const last = await during(timers, terminal.lastTransaction());
    expect(last).toMatchObject({ kind: 'found', result: { approved: false, resultCode: '33' } });
  });

  test('none only when the terminal looked', async () => {
    const { terminal, peer, timers } = setUp({ '0620': ['80 00 00', '06 1e 01 83', 'ack'] });
    expect(await during(timers, terminal.lastTransaction())).toEqual({ kind: 'none' });
    peer.on({ '0620': ['84 83 00'] });
    expect(await during(timers, terminal.lastTransaction())).toEqual({
      kind: 'unreachable',
      reason: 'refused:83',
    });
  });

  test('waits while the terminal is busy, asks it to stop once, answers what it still says', async () => {
    let polls = 0;
    const set = setUp({
      '06b0': ['80 00 00', '06 1e 01 6c', 'ack'],
      '0620': ['80 00 00', APPROVED, 'ack', COMPLETION, 'ack'],
    });
    await set.timers.advance(100);
    set.peer.on({
      '0501': [
        () => {
          polls += 1;
          set.peer.say('80 00 00');
          set.peer.say(polls < 4 ? '06 0f 01 9c' : '06 0f 01 00');
        },
      ],
    });
    const last = await during(set.timers, set.terminal.lastTransaction());
    expect(last.kind).toBe('found');
    expect(polls).toBe(4);
    expect(set.peer.count('06b0')).toBe(1);
    expect(set.peer.count('0601')).toBe(0);
  });

  test('a silent terminal is unreachable, not empty', async () => {
    const { terminal, peer, timers } = setUp();
    await timers.advance(100);
    peer.on({ '0501': [], '0600': [] });
    const last = await during(timers, terminal.lastTransaction());
    expect(last.kind).toBe('unreachable');
  });
});

describe('reversal', () => {
  const VOID = { receiptNo: '0007', amountMinor: minor(1010), currency: CURRENCIES.CNY };

  test('by receipt number, with password and amount', async () => {
    const { terminal, peer, timers } = setUp({
      '0630': ['80 00 00', APPROVED, 'ack', COMPLETION, 'ack'],
    });
    const outcome = await during(timers, terminal.reverse(VOID, recordingObserver()));
    expect(outcome.kind).toBe('approved');
    expect(peer.received.filter((hex) => hex.startsWith('0630'))).toEqual([
      '0630101234568700070400000000101049' + '0156',
    ]);
  });

  test.each<[string, PeerAction[]]>([
    ['refused', ['84 b4 00']],
    ['aborted', ['80 00 00', '04 0f 02 27 b4', 'ack', '06 1e 01 b4', 'ack']],
  ])('already reversed (%s) counts as done', async (_name, actions) => {
    const { terminal, timers } = setUp({ '0630': actions });
    expect(await during(timers, terminal.reverse(VOID, recordingObserver()))).toMatchObject({
      kind: 'approved',
      result: { resultCode: 'B4', extra: { alreadyReversed: '1' } },
    });
  });

  test('not possible any more', async () => {
    const { terminal, timers } = setUp({ '0630': ['84 b5 00'] });
    expect(await during(timers, terminal.reverse(VOID, recordingObserver()))).toMatchObject({
      kind: 'declined',
      reason: 'B5',
    });
  });
});

describe('end of day', () => {
  const totals =
    `60 f0 f5 f3 00 01 00 03 ${'00 00 00 00 00 00 00 '.repeat(4)}` +
    `02 00 00 00 00 12 00 ${'00 00 00 00 00 00 00 '.repeat(1)}01 00 00 00 00 00 34`;
  const STATUS = `04 0f -- 27 00 04 00 00 00 00 12 34 ${totals}`;

  test('closed, with totals and report', async () => {
    const { terminal, timers } = setUp({
      '0650': [
        '80 00 00',
        STATUS,
        'ack',
        '06 d1 04 00 5a 2d 31',
        'ack',
        '06 d1 01 81',
        'ack',
        COMPLETION,
        'ack',
      ],
    });
    const observer = recordingObserver();
    expect(await during(timers, terminal.closeBatch(observer))).toMatchObject({
      kind: 'closed',
      totals: { totalMinor: 1234, count: 3, lines: ['Z-1', ' '] },
    });
    expect(observer.receipts).toMatchObject([{ kind: 'admin' }]);
  });

  test.each<[string, PeerAction[], string]>([
    ['77', ['80 00 00', '04 0f 02 27 77', 'ack', '06 1e 01 77', 'ack'], '77'],
    ['refusal', ['84 83 00'], '83'],
  ])('failed: %s', async (_name, actions, resultCode) => {
    const { terminal, timers } = setUp({ '0650': actions });
    const outcome = await during(timers, terminal.closeBatch(recordingObserver()));
    expect(outcome).toMatchObject({ kind: 'failed', resultCode });
  });

  test('closed, and the terminal goes away for an update', async () => {
    const { terminal, timers } = setUp({
      '0650': ['80 00 00', STATUS, 'ack', '06 0f 02 27 e0', 'ack'],
    });
    await timers.advance(100);
    const outcome = await during(timers, terminal.closeBatch(recordingObserver()));
    expect(outcome.kind).toBe('closed');
    expect(terminal.status()).toEqual({ state: 'fault', code: 'maintenance' });
  });

  test('silence: unknown', async () => {
    const { terminal, timers } = setUp({ '0650': ['80 00 00'] });
    const outcome = await during(timers, terminal.closeBatch(recordingObserver()));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'timeout' });
  });
});

test('closing ends everything', async () => {
  const { terminal, timers } = setUp(sale(CARD, 'ack'));
  const paying = terminal.pay(REQUEST, recordingObserver());
  await timers.advance(1000);
  await terminal.close();
  expect((await paying).kind).toBe('unknown');
  await settle();
  expect(terminal.status()).toEqual({ state: 'off', code: null });
  expect(timers.pending()).toBe(0);
});
