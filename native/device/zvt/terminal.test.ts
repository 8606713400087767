import { afterEach, describe, expect, test } from 'vitest';
import { CURRENCIES } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import { settle } from '../../transport/testing/manual-timers.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { IDLE_TERMINAL } from '../testing/tcp-peer.ts';
import type { PeerAction } from '../testing/tcp-peer.ts';
import {
  APPROVED,
  CARD,
  closeTerminals,
  COMPLETION,
  DECLINED,
  during,
  REQUEST,
  sale,
  setUp,
} from '../testing/terminal-on-tcp.ts';

afterEach(closeTerminals);

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
      // Its numbers name nothing that stands: the next payment may get them.
      result: { approved: false, receiptNo: '', trace: '' },
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
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'stoppedHere' });
  });

  test.each<[string, PeerAction[]]>([
    ['silent', []],
    ['taking note, and silent', ['80 00 00']],
    ['refusing, and silent', ['84 83 00']],
  ])('asked to stop and %s: in doubt within seconds', async (_name, answer) => {
    const { terminal, timers, peer } = setUp({ ...sale(CARD, 'ack'), '06b0': answer });
    await during(timers, terminal.connect());
    const startedMs = timers.nowMs();
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'progress:0A') terminal.requestCancel();
    });
    const outcome = await during(timers, terminal.pay(REQUEST, observer));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'stopUnanswered' });
    expect(timers.nowMs() - startedMs).toBeLessThanOrEqual(11_000);
    expect(peer.count('0601')).toBe(1);
  });

  test('a completion that is lost: approved only on the word of the terminal', async () => {
    const set = setUp({ '0620': ['80 00 00', APPROVED, 'ack', COMPLETION, 'ack'] });
    set.peer.on(sale(APPROVED, 'ack', () => set.line.pull()));
    const outcome = await during(set.timers, set.terminal.pay(REQUEST, recordingObserver()));
    expect(outcome).toMatchObject({ kind: 'approved', result: { receiptNo: '0007' } });
    expect(set.peer.count('0601')).toBe(1);
    expect(set.peer.count('0620')).toBe(1);
  });

  test.each([
    ['number', '87 00 07', '87 00 06'],
    ['trace', '0b 00 00 12', '0b 00 00 13'],
    ['amount', '04 00 00 00 00 10 10', '04 00 00 00 00 10 11'],
  ])('a completion that is lost, and another %s at the terminal: unknown', async (_, own, its) => {
    const other = APPROVED.replace(own, its);
    expect(other).not.toBe(APPROVED);
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
  test('a result repeated after a restart is answered before any command goes out', async () => {
    const { terminal, peer, timers } = setUp();
    terminal.onLateResult(() => 'book');
    await timers.advance(1000);
    peer.say(APPROVED);
    await timers.advance(1000);
    expect(peer.received).toEqual(['800000']);
    await timers.advance(4000);
    expect(peer.received[1]).toMatch(/^0600/);
  });

  test('happens by itself, with password, config and currency', async () => {
    const { terminal, peer, timers } = setUp();
    await timers.advance(6000);
    expect(peer.received[0]).toMatch(/^0600..123456be0156/);
    expect(terminal.status()).toEqual({ state: 'ready', code: null });
  });

  test('a refusal is told, and tried again', async () => {
    const { terminal, peer, timers } = setUp({ '0600': ['84 6f 00'] });
    await timers.advance(6000);
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
    await timers.advance(6000);
    peer.on({ '0501': ['80 00 00', '06 0f 01 f0', 'ack'] });
    await timers.advance(61_000);
    expect(terminal.status()).toEqual({ state: 'ready', code: 'settlementNeeded' });
    peer.on({ '0501': [], '0600': [] });
    await timers.advance(70_000);
    expect(terminal.status().state).toBe('fault');
  });

  test('the cable comes back: it registers again', async () => {
    const { terminal, peer, line, timers } = setUp();
    await timers.advance(6000);
    line.pull();
    expect(terminal.status()).toEqual({ state: 'fault', code: 'lost' });
    await timers.advance(1000);
    expect(peer.count('0600')).toBe(2);
    expect(terminal.status().state).toBe('ready');
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
