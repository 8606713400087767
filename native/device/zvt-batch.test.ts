import { afterEach, describe, expect, test } from 'vitest';
import { recordingObserver } from './testing/recording-observer.ts';
import type { PeerAction } from './testing/tcp-peer.ts';
import {
  APPROVED,
  closeTerminals,
  COMPLETION,
  DECLINED,
  during,
  giveBack,
  setUp,
} from './testing/terminal-on-tcp.ts';

afterEach(closeTerminals);

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
    let pollsBefore = 0;
    const notePolls = (): void => {
      pollsBefore = polls;
    };
    const set = setUp({
      '06b0': ['80 00 00', '06 1e 01 6c', 'ack'],
      '0620': [notePolls, '80 00 00', APPROVED, 'ack', COMPLETION, 'ack'],
    });
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
    expect(pollsBefore).toBe(4);
    expect(set.peer.count('06b0')).toBe(1);
    expect(set.peer.count('0601')).toBe(0);
  });

  test('a silent terminal is unreachable, not empty', async () => {
    const { terminal, peer, timers } = setUp();
    await timers.advance(6000);
    peer.on({ '0501': [], '0600': [] });
    const last = await during(timers, terminal.lastTransaction());
    expect(last.kind).toBe('unreachable');
  });
});

describe('reversal', () => {
  const VOID = giveBack();

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
    await timers.advance(6000);
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
