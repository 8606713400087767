import { afterEach, describe, expect, test } from 'vitest';
import { recordingObserver } from '../testing/recording-observer.ts';
import type { PeerAction } from '../testing/tcp-peer.ts';
import { closeTerminals, COMPLETION, during, refund, setUp } from '../testing/terminal-on-tcp.ts';

afterEach(closeTerminals);

const NOTHING = '00 00 00 00 00 00 00 ';
const HOLDING =
  `04 0f -- 27 00 04 00 00 00 00 12 34 60 f0 f5 f3 00 01 00 03 ${NOTHING.repeat(6)}` +
  '03 00 00 00 00 12 34';
const EMPTY = `04 0f -- 27 00 04 00 00 00 00 00 00 60 f0 f5 f3 00 00 00 00 ${NOTHING.repeat(7)}`;
const TOTALS = (status: string): PeerAction[] => ['80 00 00', status, 'ack', COMPLETION, 'ack'];

describe('an end of day that is aborted before it was answered', () => {
  // PA00P015 §2.1: the abort may be the end of an older sequence.
  const early: PeerAction[] = ['06 1e 01 6c', 'ack'];

  test('was not refused: what the terminal holds afterwards tells', async () => {
    const closed = setUp({ '0650': early, '0610': TOTALS(EMPTY) });
    const outcome = during(closed.timers, closed.terminal.closeBatch(recordingObserver()));
    expect(await outcome).toMatchObject({ kind: 'unknown', reason: 'abortBeforeAnswer:6C' });
    expect(closed.peer.count('0650')).toBe(1);
  });

  test('is open when the terminal still holds the batch', async () => {
    const open = setUp({ '0650': early, '0610': TOTALS(HOLDING) });
    const outcome = during(open.timers, open.terminal.closeBatch(recordingObserver()));
    expect(await outcome).toMatchObject({ kind: 'failed', reason: 'batchStillOpen' });
  });
});

describe('an end of day that fails after its totals were told', () => {
  test.each<[string, PeerAction[], string]>([
    ['no paper for the report', ['06 1e 01 cc', 'ack'], 'abortAfterTotals:CC'],
    ['a completion that says so', ['06 0f 02 27 cc', 'ack'], 'completion:CC'],
  ])('%s: the batch was closed when nothing is left in it', async (_name, ending, reason) => {
    const script: PeerAction[] = ['80 00 00', HOLDING, 'ack', ...ending];
    const closed = setUp({ '0650': script, '0610': TOTALS(EMPTY) });
    const outcome = during(closed.timers, closed.terminal.closeBatch(recordingObserver()));
    expect(await outcome).toMatchObject({ kind: 'closed', totals: { totalMinor: 1234, count: 3 } });

    const silent = setUp({ '0650': script, '0610': ['84 83 00'] });
    const unseen = during(silent.timers, silent.terminal.closeBatch(recordingObserver()));
    expect(await unseen).toEqual({ kind: 'unknown', reason });

    const open = setUp({ '0650': script, '0610': TOTALS(HOLDING) });
    const still = during(open.timers, open.terminal.closeBatch(recordingObserver()));
    expect(await still).toMatchObject({ kind: 'failed', reason: 'batchStillOpen' });
  });
});

test('"already reversed" of an older void does not make this one done', async () => {
  const { terminal, timers } = setUp({ '0630': ['06 1e 01 b4', 'ack'] });
  const outcome = during(timers, terminal.reverse(refund(), recordingObserver()));
  expect(await outcome).toEqual({ kind: 'unknown', reason: 'abortBeforeAnswer:B4' });
});
