import { afterEach, describe, expect, test } from 'vitest';
import { fromHex } from '../../protocol/zvt/hex.ts';
import { decodeStatusInfo } from '../../protocol/zvt/status-info.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import type { PeerAction } from '../testing/tcp-peer.ts';
import {
  APPROVED,
  closeTerminals,
  COMPLETION,
  DECLINED,
  during,
  REQUEST,
  sale,
  setUp,
} from '../testing/terminal-on-tcp.ts';
import { lateResult } from './money.ts';

afterEach(closeTerminals);

const hexOf = (text: string) => Buffer.from(text, 'latin1').toString('hex');
const RECEIPT = '87 00 07 ';
const TRACE = '0b 00 00 12 ';
const told = (status: string): PeerAction[] => ['80 00 00', status, 'ack', COMPLETION, 'ack'];

/** A payment whose approval was acknowledged and whose end is lost; then the terminal is asked. */
async function endLost(approval: string, answer: PeerAction[]) {
  const set = setUp({ '0620': answer });
  set.peer.on(sale(approval, 'ack', () => set.line.pull()));
  const outcome = await during(set.timers, set.terminal.pay(REQUEST, recordingObserver()));
  expect(set.peer.count('0601')).toBe(1);
  return outcome;
}

describe('an approval whose end is lost', () => {
  test.each([
    ['its receipt number', APPROVED.replace(TRACE, '')],
    ['its trace number', APPROVED.replace(RECEIPT, '')],
  ])('stands when the terminal names it by %s alone', async (_, approval) => {
    expect(approval).not.toBe(APPROVED);
    expect(await endLost(approval, told(approval))).toMatchObject({ kind: 'approved' });
  });

  test.each<[string, string, PeerAction[]]>([
    ['says it was declined', APPROVED, told(APPROVED.replace('27 00', '27 05'))],
    ['has nothing stored', APPROVED, ['80 00 00', '06 1e 01 83', 'ack']],
    [
      'names no number, nor did the approval: it may be any other of that amount',
      APPROVED.replace(TRACE, '').replace(RECEIPT, ''),
      told(APPROVED.replace(TRACE, '').replace(RECEIPT, '')),
    ],
  ])('stays a doubt when the terminal %s', async (_, approval, answer) => {
    expect(await endLost(approval, answer)).toEqual({
      kind: 'unknown',
      reason: 'completionLost:lineLost',
    });
  });
});

describe('after a payment', () => {
  const registrations = async (...actions: PeerAction[]) => {
    const { terminal, peer, timers } = setUp(sale(...actions));
    const kinds: string[] = [];
    for (let count = 0; count < 2; count += 1) {
      const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver()));
      kinds.push(outcome.kind);
    }
    return { kinds, count: peer.count('0600') };
  };

  test('in doubt, nothing is done with the terminal before it has registered anew', async () => {
    expect(await registrations(APPROVED, 'ack', '06 1e 01 05', 'ack')).toEqual({
      kinds: ['unknown', 'unknown'],
      count: 2,
    });
  });

  test.each<[string, PeerAction[]]>([
    ['approved', [APPROVED, 'ack', COMPLETION, 'ack']],
    ['declined', [DECLINED, 'ack', '06 1e 01 33', 'ack']],
  ])('%s, the next one begins at once', async (kind, actions) => {
    expect(await registrations(...actions)).toEqual({ kinds: [kind, kind], count: 1 });
  });
});

test('a payment code stays hidden where the terminal prints it in groups', async () => {
  const { terminal, timers } = setUp(
    sale(
      APPROVED,
      'ack',
      `06 d1 -- 00 ${hexOf('2812 3456 7890 1234 57')}`,
      'ack',
      COMPLETION,
      'ack',
    ),
    { takesWalletCodes: true },
  );
  const observer = recordingObserver();
  const wallet = { kind: 'alipay', code: '281234567890123457' } as const;
  await during(timers, terminal.pay({ ...REQUEST, wallet }, observer));
  expect(observer.receipts.flatMap(({ lines }) => lines)).toEqual([`${'*'.repeat(14)}3457`]);
});

describe('an approval that came after its payment was given up', () => {
  test('hides every long number in its texts: which code was shown nobody knows any more', () => {
    const text = 'Code 281234567890123457 Ref 2812 3456 7890 1234 57 Nr 12345';
    const length = [...String(text.length).padStart(3, '0')].map((digit) => `f${digit}`).join(' ');
    const result = lateResult(decodeStatusInfo(fromHex(`27 00 3c ${length} ${hexOf(text)}`)));
    expect(result.text).toBe('Code ****3457 Ref ****4 57 Nr 12345');
    expect(result).toMatchObject({ approved: true, resultCode: '00' });
  });

  test('hides it in every other text too, and keeps short ones', () => {
    const name = `8b f1 f8 ${hexOf('281234567890123457')}`;
    const result = lateResult(decodeStatusInfo(fromHex(`27 00 3b ${hexOf('889150  ')} ${name}`)));
    expect(result).toMatchObject({ cardName: '****3457', authCode: '889150' });
  });
});
