import { afterEach, describe, expect, test } from 'vitest';
import { recordingObserver } from '../testing/recording-observer.ts';
import type { PeerAction } from '../testing/tcp-peer.ts';
import {
  APPROVED,
  closeTerminals,
  COMPLETION,
  DECLINED,
  during,
  refund,
  setUp,
} from '../testing/terminal-on-tcp.ts';

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
  const VOID = refund();

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

  test('silence, and no totals afterwards either: unknown', async () => {
    const { terminal, timers } = setUp({ '0650': ['80 00 00'] });
    const outcome = await during(timers, terminal.closeBatch(recordingObserver()));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'timeout' });
  });

  const EMPTY = `04 0f -- 27 00 04 00 00 00 00 00 00 60 f0 f5 f3 00 00 00 00 ${'00 '.repeat(49)}`;
  const LOOKED = (status: string) => ({ '0610': ['80 00 00', status, 'ack', COMPLETION, 'ack'] });

  test.each<[string, PeerAction[], string, object]>([
    [
      'the status had come and the batch is empty: closed',
      ['80 00 00', STATUS, 'ack'],
      EMPTY,
      { kind: 'closed', totals: { totalMinor: 1234, count: 3 } },
    ],
    [
      'no status had come and the batch is empty: nobody knows with what',
      ['80 00 00'],
      EMPTY,
      { kind: 'unknown', reason: 'timeout' },
    ],
    [
      'the status had come, but the totals come without a sum: nobody knows',
      ['80 00 00', STATUS, 'ack'],
      '04 0f 02 27 00',
      { kind: 'unknown', reason: 'timeout' },
    ],
    [
      'the batch still holds something: not closed',
      ['80 00 00'],
      STATUS,
      { kind: 'failed', reason: 'batchStillOpen' },
    ],
  ])('the end is lost; %s', async (_name, script, totals, expected) => {
    const { terminal, timers, peer } = setUp({ '0650': script, ...LOOKED(totals) });
    const outcome = await during(timers, terminal.closeBatch(recordingObserver()));
    expect(outcome).toMatchObject(expected);
    expect(peer.count('0650')).toBe(1);
  });

  test.each<[string, PeerAction[][], string[]]>([
    ['one after the other', [['06 1e 04 b8 87 00 07'], ['06 1e 04 b8 87 00 09']], ['0007', '0009']],
    ['as a list', [['06 1e 0f b8 87 00 07 06 09 23 07 08 02 00 07 08 01 00']], ['0007']],
    ['in a list of two', [['06 1e -- b8 06 0a 23 08 08 02 00 07 08 02 00 08']], ['0007', '0008']],
  ])('open pre-authorisations named %s: not closed', async (_name, answers, numbers) => {
    const set = setUp();
    let query = 0;
    set.peer.on({
      '0623': [
        () => {
          set.peer.say('80 00 00');
          const answer = answers[query]?.[0] ?? '06 1e 04 b8 87 ff ff';
          query += 1;
          set.peer.say(typeof answer === 'string' ? answer : '');
        },
      ],
    });
    const outcome = await during(set.timers, set.terminal.closeBatch(recordingObserver()));
    expect(outcome).toEqual({
      kind: 'failed',
      resultCode: 'B8',
      reason: `openPreAuthorizations:${numbers.join(' ')}`,
    });
    expect(set.peer.count('0650')).toBe(0);
  });

  test.each(['84 83 00', '80 00 00'])(
    'a terminal that answers the query with %s',
    async (answer) => {
      const known = answer === '80 00 00';
      const { terminal, timers, peer } = setUp({
        '0623': known ? [answer, '06 1e 01 83', 'ack'] : [answer],
        '0650': ['80 00 00', STATUS, 'ack', COMPLETION, 'ack'],
      });
      const outcome = await during(timers, terminal.closeBatch(recordingObserver()));
      expect(outcome.kind).toBe('closed');
      expect(peer.count('0623')).toBe(1);
    },
  );

  test('a terminal that names the same one for ever is not asked for ever', async () => {
    const { terminal, timers, peer } = setUp({
      '0623': ['80 00 00', '06 1e 04 b8 87 00 07', 'ack'],
    });
    const outcome = await during(timers, terminal.closeBatch(recordingObserver()));
    expect(outcome).toMatchObject({ reason: 'openPreAuthorizations:0007' });
    expect(peer.count('0623')).toBe(2);
  });
});

describe('totals', () => {
  const status =
    `04 0f -- 27 00 04 00 00 00 00 12 34 60 f0 f5 f3 00 01 00 03 ` +
    `${'00 00 00 00 00 00 00 '.repeat(4)}02 00 00 00 00 12 00 ` +
    `00 00 00 00 00 00 00 01 00 00 00 00 00 34`;

  test('per kind of card; nothing is closed', async () => {
    const { terminal, timers, peer } = setUp({
      '0610': ['80 00 00', status, 'ack', COMPLETION, 'ack'],
    });
    const told = await during(timers, terminal.totals());
    expect(told).toMatchObject({ kind: 'totals', totals: { totalMinor: 1234, count: 3 } });
    const groups = told.kind === 'totals' ? (told.totals.groups ?? []) : [];
    expect(groups.filter((group) => group.count > 0)).toEqual([
      { group: 'visa', count: 2, amountMinor: 1200 },
      { group: 'other', count: 1, amountMinor: 34 },
    ]);
    expect(peer.received.filter((hex) => hex.startsWith('0610'))).toEqual(['061003123456']);
    expect(peer.count('0650')).toBe(0);
  });

  test.each<[PeerAction[], string]>([
    [['84 83 00'], '83'],
    [['80 00 00', COMPLETION, 'ack'], 'noStatus'],
    [['80 00 00'], 'timeout'],
  ])('%j: unreachable', async (script, reason) => {
    const { terminal, timers } = setUp({ '0610': script });
    expect(await during(timers, terminal.totals())).toEqual({ kind: 'unreachable', reason });
  });
});

describe('refund', () => {
  const BACK = refund({ cardType: '97' });

  test('approved as a payment is; the wallet is named', async () => {
    const { terminal, peer, timers } = setUp({
      '0631': ['80 00 00', APPROVED, 'ack', COMPLETION, 'ack'],
    });
    const observer = recordingObserver();
    const outcome = await during(timers, terminal.refund(BACK, observer));
    expect(outcome).toMatchObject({ kind: 'approved', result: { amountMinor: 1010 } });
    expect(observer.events).toEqual(['sending', 'result:00']);
    expect(peer.received.filter((hex) => hex.startsWith('0631'))).toEqual([
      '06310f123456' + '04000000001010' + '490156' + '8a61',
    ]);
  });

  test.each<[string, PeerAction[]]>([
    ['no answer', []],
    ['no end', ['80 00 00']],
    ['a completion without a result', ['80 00 00', COMPLETION, 'ack']],
    ['approved and aborted', ['80 00 00', APPROVED, 'ack', '06 1e 01 cc', 'ack']],
  ])('%s: unknown, and never sent again', async (_name, script) => {
    const { terminal, peer, timers } = setUp({ '0631': script });
    const outcome = await during(timers, terminal.refund(BACK, recordingObserver()));
    expect(outcome.kind).toBe('unknown');
    await timers.advance(120_000);
    expect(peer.count('0631')).toBe(1);
  });

  test('already reversed is no refund', async () => {
    const { terminal, timers } = setUp({ '0631': ['84 b4 00'] });
    expect(await during(timers, terminal.refund(BACK, recordingObserver()))).toMatchObject({
      kind: 'declined',
      reason: 'B4',
    });
  });

  test('an intent that cannot be stored: nothing leaves', async () => {
    const { terminal, peer, timers } = setUp();
    const observer = recordingObserver('book', 'sending');
    expect(await during(timers, terminal.refund(BACK, observer))).toMatchObject({
      kind: 'notStarted',
    });
    expect(peer.count('0631')).toBe(0);
  });

  test('a result for another amount that comes after it was given up is refused', async () => {
    const { terminal, peer, timers } = setUp({ '0631': ['80 00 00'] });
    await during(timers, terminal.refund(BACK, recordingObserver()));
    peer.say(APPROVED.replace('10 10', '20 20'));
    await timers.advance(100);
    expect(peer.received.at(-1)).toBe('846c00');
  });
});
