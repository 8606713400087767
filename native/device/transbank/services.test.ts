import { afterEach, describe, expect, test } from 'vitest';
import { minor } from '../../../core/money/minor.ts';
import type { TerminalResult } from '../../../core/payment/types.ts';
import { settle } from '../../transport/testing/manual-timers.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { during } from '../testing/terminal-on-tcp.ts';
import {
  closeTransbank,
  LAST_OK,
  PESO_REQUEST,
  SALE_OK,
  setUpTransbank,
} from '../testing/transbank-peer.ts';
import type { FarAction, FarScript } from '../testing/transbank-peer.ts';

afterEach(closeTransbank);

const sale = (...actions: FarAction[]): FarScript => ({ '0200': ['ACK', ...actions] });
const refusal = (code: string) => `0210|${code}|597029414300|ABCD1234|ABC123||15000|||||||||||`;

/** What the terminal had said of the payment that is refunded. */
const original = (operationNo: string): TerminalResult => ({
  approved: true,
  resultCode: 'T00',
  amountMinor: minor(15_000),
  currencyNumeric: null,
  receiptNo: operationNo,
  trace: '',
  terminalId: 'ABCD1234',
  merchantId: '',
  authCode: '',
  maskedPan: '',
  cardName: '',
  cardType: 'CR',
  date: '1028',
  time: '223512',
  text: '',
  extra: { operationNo, reference: 'ABC123' },
});
const refund = (operationNo: string) => ({ ...PESO_REQUEST, original: original(operationNo) });

describe('void', () => {
  const answer = (code: string) => `1210|${code}|597029414300|ABCD1234|XZ1236|60`;

  test('done, and done before, which counts as done', async () => {
    const { terminal, peer, timers } = setUpTransbank({ '1200': ['ACK', answer('00')] });
    const observer = recordingObserver();
    expect(await during(timers, terminal.reverse(refund('60'), observer))).toMatchObject({
      kind: 'approved',
      // No number of its own: it must never look like the last sale.
      result: { approved: true, receiptNo: '', trace: '', extra: { operationNo: '60' } },
    });
    expect(peer.received).toContain('1200|60|');
    expect(observer.events).toEqual(['sending', 'result:T00']);
    peer.on({ '1200': ['ACK', answer('04')] });
    expect(await during(timers, terminal.reverse(refund('60'), observer))).toMatchObject({
      kind: 'approved',
      result: { approved: true, resultCode: 'T04', extra: { alreadyReversed: '1' } },
    });
  });

  test.each(['05', '08', '11', '21'])('refused by %s: the payment stands', async (code) => {
    const { terminal, timers } = setUpTransbank({ '1200': ['ACK', answer(code)] });
    const outcome = await during(timers, terminal.reverse(refund('60'), recordingObserver()));
    expect(outcome).toMatchObject({ kind: 'declined', reason: `T${code}` });
  });

  test('in doubt it is unknown', async () => {
    for (const actions of [['ACK', answer('02')], ['ACK'], []]) {
      const { terminal, timers } = setUpTransbank({ '1200': actions });
      const outcome = await during(timers, terminal.reverse(refund('60'), recordingObserver()));
      expect(outcome.kind).toBe('unknown');
    }
  });

  test('without an operation number there is nothing to void; a refund there is not', async () => {
    const { terminal, peer } = setUpTransbank();
    expect(await terminal.reverse(refund(''), recordingObserver())).toEqual({
      kind: 'notStarted',
      reason: 'operationNoNotPossible',
    });
    expect(await terminal.refund(refund('60'), recordingObserver())).toEqual({
      kind: 'notStarted',
      reason: 'notSupported',
    });
    expect(peer.received).toEqual([]);
  });
});

describe('last sale', () => {
  const ask = async (...actions: FarAction[]) => {
    const { terminal, timers } = setUpTransbank({ '0250': actions });
    return during(timers, terminal.lastTransaction());
  };

  test('found, with the reference it was given', async () => {
    expect(await ask('ACK', LAST_OK)).toMatchObject({
      kind: 'found',
      result: { approved: true, receiptNo: '60', extra: { reference: 'ABC123' } },
    });
  });

  test('none only on its word', async () => {
    expect(await ask('ACK', '0260|11')).toEqual({ kind: 'none' });
    expect(await ask('ACK', '0260|94')).toEqual({ kind: 'unreachable', reason: 'T94' });
    expect(await ask('ACK', '0260|x')).toEqual({ kind: 'unreachable', reason: 'noResult' });
    expect(await ask('NAK')).toEqual({ kind: 'unreachable', reason: 'refusedByTerminal' });
    expect(await ask('ACK')).toEqual({ kind: 'unreachable', reason: 'timeout' });
    expect(await ask()).toEqual({ kind: 'unreachable', reason: 'noAck' });
  });

  test('a terminal at work on a sale that was given up is not asked until it is done', async () => {
    const { terminal, peer, timers } = setUpTransbank({ '0250': ['ACK', LAST_OK] });
    await timers.advance(1000);
    peer.say('0900|81');
    await settle();
    expect(terminal.status()).toEqual({ state: 'ready', code: 'busy' });
    expect(await terminal.lastTransaction()).toEqual({ kind: 'unreachable', reason: 'busy' });
    expect(await terminal.pay(PESO_REQUEST, recordingObserver())).toEqual({
      kind: 'notStarted',
      reason: 'busy',
    });
    peer.say(SALE_OK);
    await settle();
    expect(peer.received.slice(-2)).toEqual(['ACK', 'ACK']);
    expect((await during(timers, terminal.lastTransaction())).kind).toBe('found');
  });

  test('the answer to the given-up sale, late, is not taken for the next sale', async () => {
    const { terminal, timers } = setUpTransbank(
      sale(SALE_OK.replace('ABC123', 'ABC122'), 'wait', refusal('01')),
    );
    const observer = recordingObserver();
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, observer));
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'T01' });
    expect(observer.events).toEqual(['sending', 'result:T01']);
  });
});

describe('the line', () => {
  test('an idle terminal is polled; one that stays silent is a fault, and comes back', async () => {
    const { terminal, peer, timers } = setUpTransbank();
    await timers.advance(1000);
    expect(terminal.status()).toEqual({ state: 'ready', code: null });
    peer.on({ '0100': [] });
    await timers.advance(40_000);
    expect(terminal.status()).toEqual({ state: 'fault', code: 'noAnswer' });
    peer.on({ '0100': ['ACK'] });
    await timers.advance(12_000);
    expect(terminal.status()).toEqual({ state: 'ready', code: null });
  });

  test('the cable comes back: it polls again', async () => {
    const { terminal, peer, line, timers } = setUpTransbank();
    await timers.advance(1000);
    const before = peer.count('0100');
    line.pull();
    expect(terminal.status()).toEqual({ state: 'fault', code: 'lost' });
    await timers.advance(1000);
    expect(peer.count('0100')).toBeGreaterThan(before);
    expect(terminal.status().state).toBe('ready');
  });

  test('closing ends everything', async () => {
    const { terminal, timers } = setUpTransbank(sale('0900|78'));
    const paying = terminal.pay(PESO_REQUEST, recordingObserver());
    await timers.advance(1000);
    await terminal.close();
    expect(await paying).toEqual({ kind: 'unknown', reason: 'lineLost' });
    await settle();
    expect(terminal.status()).toEqual({ state: 'off', code: null });
    expect(timers.pending()).toBe(0);
  });
});
