import { afterEach, describe, expect, test } from 'vitest';
import { minor } from '../../../core/money/minor.ts';
import type { TerminalResult } from '../../../core/payment/types.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import {
  closeTerminals,
  COMPLETION,
  during,
  REQUEST,
  sale,
  setUp,
} from '../testing/terminal-on-tcp.ts';

afterEach(closeTerminals);

/**
 * A hobex terminal's approvals, from the unit tests of Portalum.Zvt (github.com/Portalum/Portalum.Zvt,
 * StatusInformationParserTest.cs, Parse_TlvInfos1_Successful and Parse_TlvInfos2_Successful; the card
 * number is masked there). BMP 27 is 00 and BMP A0 is 01 beside it. The first names no amount.
 */
const HOBEX_WITHOUT_AMOUNT =
  '04 0f 65 27 00 0c 23 13 55 0d 10 29 0e 99 99 22 f0 f8 ee ee ee ee ee ee 47 71 a0 01 29 00 00 00 ' +
  '06 87 00 08 0b 00 00 00 8a 06 8b f1 f1 4d 41 53 54 45 52 43 41 52 44 00 06 2e 2f 08 1f 12 01 02 ' +
  '1f 10 01 00 60 1b 43 07 a0 00 00 00 04 10 10 44 10 44 65 62 69 74 20 4d 61 73 74 65 72 63 61 72 ' +
  '64 1f 2b 04 10 01 50 08';
const HOBEX =
  '04 0f 6c 27 00 04 00 00 00 00 20 40 0c 21 09 16 0d 11 01 0e 99 99 22 f0 f8 ee ee ee ee ee ee 47 ' +
  '71 a0 01 29 00 00 00 06 87 00 05 0b 00 00 00 8a 06 8b f1 f1 4d 41 53 54 45 52 43 41 52 44 00 06 ' +
  '2e 2f 08 1f 12 01 01 1f 10 01 03 60 1b 43 07 a0 00 00 00 04 10 10 44 10 44 65 62 69 74 20 4d 61 ' +
  '73 74 65 72 63 61 72 64 1f 2b 04 10 01 60 05';

const ASKED = { ...REQUEST, amountMinor: minor(2040) };

describe('a host code beside the result 00 (BMP A0)', () => {
  test.each([
    ['with its amount', HOBEX, '0005'],
    ['without an amount', HOBEX_WITHOUT_AMOUNT, '0008'],
  ])('%s: the payment is approved, and the code is kept', async (_name, status, receiptNo) => {
    const { terminal, peer, timers } = setUp(sale(status, 'ack', COMPLETION, 'ack'));
    const observer = recordingObserver();
    const outcome = await during(timers, terminal.pay(ASKED, observer));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { approved: true, resultCode: '00', receiptNo, extra: { hostCode: '01' } },
    });
    expect(observer.results).toMatchObject([{ approved: true }]);
    expect(peer.count('0601')).toBe(1);
  });

  test('the terminal that is asked for its last transaction says it is approved', async () => {
    const { terminal, timers } = setUp({ '0620': ['80 00 00', HOBEX, 'ack', COMPLETION, 'ack'] });
    const last = await during(timers, terminal.lastTransaction());
    expect(last).toMatchObject({ kind: 'found', result: { approved: true, amountMinor: 2040 } });
  });

  test('an amount that was not asked for is refused before it stands', async () => {
    const { terminal, peer, timers } = setUp(sale(HOBEX, 'ack', '06 1e 01 6c', 'ack'));
    const outcome = await during(timers, terminal.pay(REQUEST, recordingObserver('refuse')));
    expect(peer.received).toContain('846c00');
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'refusedByRegister' });
  });

  test('an approval nobody waits for is put to the one who decides, before its answer', async () => {
    const { terminal, peer, timers } = setUp();
    await during(timers, terminal.connect());
    const told: TerminalResult[] = [];
    terminal.onLateResult((result) => {
      told.push(result);
      return 'refuse';
    });
    peer.say(HOBEX);
    await timers.advance(100);
    expect(told).toMatchObject([{ approved: true, receiptNo: '0005' }]);
    expect(peer.received.at(-1)).toBe('846c00');
  });

  test('a completion lost after it: asked, the terminal confirms it', async () => {
    const { terminal, peer, timers } = setUp({
      ...sale(HOBEX, 'ack'),
      '0620': ['80 00 00', HOBEX, 'ack', COMPLETION, 'ack'],
    });
    const outcome = await during(timers, terminal.pay(ASKED, recordingObserver()));
    expect(outcome).toMatchObject({ kind: 'approved', endLost: true });
    expect(peer.count('0601')).toBe(1);
  });

  test('an abort after it leaves a doubt, never "declined": the terminal was told to keep it', async () => {
    const { terminal, timers } = setUp(sale(HOBEX, 'ack', '06 1e 01 05', 'ack'));
    const outcome = await during(timers, terminal.pay(ASKED, recordingObserver()));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'abortAfterApproval:05' });
  });
});
