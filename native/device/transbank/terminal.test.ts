import { afterEach, describe, expect, test } from 'vitest';
import { CURRENCIES } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import { ManualTimers, settle } from '../../transport/testing/manual-timers.ts';
import { MemoryLine } from '../../transport/testing/memory-line.ts';
import { keptLog } from '../testing/quiet-log.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { during } from '../testing/terminal-on-tcp.ts';
import {
  closeTransbank,
  PESO_REQUEST,
  SALE_OK,
  setUpTransbank,
  TransbankPeer,
} from '../testing/transbank-peer.ts';
import type { FarAction, FarScript } from '../testing/transbank-peer.ts';
import { TransbankTerminal } from './terminal.ts';

afterEach(closeTransbank);

const SALE = '0200|15000|ABC123|||1|';
const sale = (...actions: FarAction[]): FarScript => ({ '0200': ['ACK', ...actions] });
const refusal = (code: string) => `0210|${code}|597029414300|ABCD1234|ABC123||15000|||||||||||`;

describe('payment', () => {
  test('approved: intent, progress, result, then its ACK, then the outcome', async () => {
    const { terminal, peer, timers } = setUpTransbank(
      sale('0900|78', 'wait', '0900|81', 'wait', SALE_OK),
    );
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'sending') expect(peer.count('0200')).toBe(0);
      // Durable before it is acknowledged: only the two progress messages have been by now.
      if (event.startsWith('result')) expect(peer.count('ACK')).toBe(2);
    });
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, observer));
    expect(outcome).toEqual({
      kind: 'approved',
      result: {
        approved: true,
        resultCode: 'T00',
        amountMinor: 15_000,
        currencyNumeric: null,
        receiptNo: '60',
        trace: '',
        terminalId: 'ABCD1234',
        merchantId: '597029414300',
        authCode: 'XZ1234',
        maskedPan: '************6677',
        cardName: 'Visa',
        cardType: 'CR',
        date: '1028',
        time: '223512',
        text: '',
        extra: {
          reference: 'ABC123',
          operationNo: '60',
          cardGroup: 'visa',
          fullDate: '20191028',
        },
      },
    });
    expect(observer.events).toEqual(['sending', 'progress:T78', 'progress:T81', 'result:T00']);
    expect(peer.received.filter((text) => text.startsWith('02'))).toEqual([SALE]);
    await settle();
    expect(peer.count('ACK')).toBe(3);
    expect(terminal.status()).toEqual({ state: 'ready', code: null });
  });

  test.each(['01', '06', '07', '13', '26', '72', '93'])('declined by %s', async (code) => {
    const { terminal, timers } = setUpTransbank(sale(refusal(code)));
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, recordingObserver()));
    expect(outcome).toMatchObject({
      kind: 'declined',
      reason: `T${code}`,
      result: { approved: false, resultCode: `T${code}`, receiptNo: '' },
    });
  });

  // 24: no paper, 62: PIN pad, 68: general fault, 95: printing; 99 the table does not know.
  test.each([
    ...['02', '03', '22', '65', '94'],
    ...['16', '24', '62', '68', '71', '95', '78', '99'],
  ])('%s may have been booked: unknown', async (code) => {
    const { terminal, timers } = setUpTransbank(sale(refusal(code)));
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, recordingObserver()));
    expect(outcome).toEqual({ kind: 'unknown', reason: `T${code}` });
  });

  test('nothing but 00 with the reference and an amount is approved', async () => {
    for (const [text, reason] of [
      [SALE_OK.replace('|ABC123|', '||'), 'noReference'],
      [SALE_OK.replace('|15000|', '||'), 'noAmount'],
      ['0210|0', 'answerNotUnderstood'],
    ] as const) {
      const { terminal, timers } = setUpTransbank(sale(text));
      const outcome = await during(timers, terminal.pay(PESO_REQUEST, recordingObserver()));
      expect(outcome).toEqual({ kind: 'unknown', reason });
    }
    for (let code = 1; code < 100; code += 1) {
      const { terminal, timers } = setUpTransbank(
        sale(SALE_OK.replace('|00|', `|${String(code).padStart(2, '0')}|`)),
      );
      const outcome = await during(timers, terminal.pay(PESO_REQUEST, recordingObserver()));
      expect(['declined', 'unknown']).toContain(outcome.kind);
    }
  });

  test('another amount cannot be refused: approved, with the amount that was charged', async () => {
    const { terminal, timers } = setUpTransbank(sale(SALE_OK.replace('|15000|', '|15500|')));
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, recordingObserver('refuse')));
    expect(outcome).toMatchObject({ kind: 'approved', result: { amountMinor: 15_500 } });
  });

  test('an intent that cannot be stored: not a byte of the sale leaves', async () => {
    const { terminal, peer, timers } = setUpTransbank(sale(SALE_OK));
    const observer = recordingObserver('book', 'sending');
    expect(await during(timers, terminal.pay(PESO_REQUEST, observer))).toEqual({
      kind: 'notStarted',
      reason: 'intentNotDurable',
    });
    expect(peer.count('0200')).toBe(0);
  });

  test('a result that cannot be stored is not acknowledged, also not when repeated', async () => {
    const { terminal, peer, timers } = setUpTransbank(sale(SALE_OK));
    const observer = recordingObserver('book', 'result');
    expect(await during(timers, terminal.pay(PESO_REQUEST, observer))).toEqual({
      kind: 'unknown',
      reason: 'notDurable',
    });
    peer.say(SALE_OK);
    await settle();
    expect(peer.count('ACK')).toBe(0);
  });

  test('silence is unknown, never declined, and the sale went out once', async () => {
    for (const script of [{ '0200': [] }, sale(), sale('0900|78'), { '0200': ['0900|78'] }]) {
      const { terminal, peer, timers } = setUpTransbank(script);
      const outcome = await during(timers, terminal.pay(PESO_REQUEST, recordingObserver()));
      expect(outcome.kind).toBe('unknown');
      expect(peer.count('0200')).toBe(1);
    }
  });

  test('three NAKs: the terminal took nothing up', async () => {
    const { terminal, peer, timers } = setUpTransbank({ '0200': ['NAK'] });
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, recordingObserver()));
    expect(outcome).toEqual({ kind: 'notStarted', reason: 'refusedByTerminal' });
    expect(peer.count('0200')).toBe(3);
  });

  test('a cable out for a moment: the repeated answer is taken', async () => {
    const set = setUpTransbank({});
    set.peer.on(
      sale('0900|78', 'wait', () => {
        set.line.pull();
        set.timers.after(12_000, () => set.peer.say(SALE_OK));
      }),
    );
    const outcome = await during(set.timers, set.terminal.pay(PESO_REQUEST, recordingObserver()));
    expect(outcome.kind).toBe('approved');
  });

  test('a cable out for good is unknown', async () => {
    const set = setUpTransbank({});
    const pull = () => {
      set.line.openFault = 'portMissing';
      set.line.pull();
    };
    set.peer.on(sale('0900|78', 'wait', pull));
    const paying = set.terminal.pay(PESO_REQUEST, recordingObserver());
    expect(await during(set.timers, paying, 30_000)).toEqual({
      kind: 'unknown',
      reason: 'lineLost',
    });
    expect(set.terminal.status()).toEqual({ state: 'fault', code: 'portMissing' });
  });

  test('not there, or not answering the poll: not started', async () => {
    const gone = setUpTransbank(sale(SALE_OK));
    gone.line.openFault = 'portMissing';
    gone.line.pull();
    const observer = recordingObserver();
    expect(await during(gone.timers, gone.terminal.pay(PESO_REQUEST, observer))).toEqual({
      kind: 'notStarted',
      reason: 'portMissing',
    });
    const mute = setUpTransbank({ ...sale(SALE_OK), '0100': [] });
    expect(await during(mute.timers, mute.terminal.pay(PESO_REQUEST, observer))).toEqual({
      kind: 'notStarted',
      reason: 'noAnswer',
    });
    expect(mute.terminal.status()).toEqual({ state: 'fault', code: 'noAnswer' });
    expect(observer.events).toEqual([]);
  });

  test('the line fails on the first byte: not started', async () => {
    const { terminal, line, timers } = setUpTransbank(sale(SALE_OK));
    const observer = recordingObserver('book', null, () => {
      line.writeFault = 'none';
    });
    expect(await during(timers, terminal.pay(PESO_REQUEST, observer))).toEqual({
      kind: 'notStarted',
      reason: 'disconnected',
    });
  });

  test('what it cannot send is refused before anything', async () => {
    const { terminal } = setUpTransbank();
    for (const [change, reason] of [
      [{ amountMinor: minor(0) }, 'amountNotPossible'],
      [{ amountMinor: minor(1_000_000_000) }, 'amountNotPossible'],
      [{ currency: CURRENCIES.EUR }, 'wrongCurrency'],
      [{ reference: '' }, 'referenceNotPossible'],
      [{ reference: 'ABC1234' }, 'referenceNotPossible'],
      [{ reference: 'AB|123' }, 'referenceNotPossible'],
      [{ wallet: { kind: 'alipay', code: null } }, 'notSupported'],
    ] as const) {
      const outcome = await terminal.pay({ ...PESO_REQUEST, ...change }, recordingObserver());
      expect(outcome).toEqual({ kind: 'notStarted', reason });
    }
  });

  test('a currency with decimals goes in whole units, or not at all', async () => {
    const line = new MemoryLine();
    const timers = new ManualTimers();
    const peer = new TransbankPeer(line, sale(SALE_OK.replace('|15000|', '|15|')));
    const currency = CURRENCIES.CNY;
    const options = { transport: line.near, terminalId: 'T1', currency, timers, log: keptLog() };
    const terminal = new TransbankTerminal(options);
    const request = { ...PESO_REQUEST, currency };
    const paid = terminal.pay({ ...request, amountMinor: minor(1500) }, recordingObserver());
    expect(await during(timers, paid)).toMatchObject({ result: { amountMinor: 1500 } });
    expect(peer.received).toContain('0200|15|ABC123|||1|');
    const odd = terminal.pay({ ...request, amountMinor: minor(1550) }, recordingObserver());
    expect(await odd).toEqual({ kind: 'notStarted', reason: 'amountNotPossible' });
    await terminal.close();
  });

  test('one at a time', async () => {
    const { terminal, timers } = setUpTransbank(sale(SALE_OK));
    const first = terminal.pay(PESO_REQUEST, recordingObserver());
    expect(await terminal.pay(PESO_REQUEST, recordingObserver())).toEqual({
      kind: 'notStarted',
      reason: 'operationRunning',
    });
    expect(await terminal.totals()).toMatchObject({ kind: 'unreachable' });
    expect((await during(timers, first)).kind).toBe('approved');
  });

  test('a cancel before it is sent stops it; afterwards nothing is sent for it', async () => {
    const { terminal, peer, timers } = setUpTransbank(sale('0900|78', 'wait', refusal('07')));
    const early = terminal.pay(PESO_REQUEST, recordingObserver());
    terminal.requestCancel();
    expect(await during(timers, early)).toEqual({ kind: 'notStarted', reason: 'cancelled' });
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'progress:T78') terminal.requestCancel();
    });
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, observer));
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'T07' });
    expect(new Set(peer.received)).toEqual(new Set(['0100', SALE, 'ACK']));
  });

  test('nobody wants to wait and the terminal is silent: in doubt after seconds, asked for', async () => {
    const { terminal, peer, timers } = setUpTransbank(sale('0900|82', 'wait'));
    const startedMs = timers.nowMs();
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'progress:T82') terminal.requestCancel();
    });
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, observer));
    expect(outcome).toEqual({ kind: 'unknown', reason: 'stopUnanswered' });
    expect(timers.nowMs() - startedMs).toBeLessThanOrEqual(12_000);
    expect(peer.count('02')).toBe(1);
  });

  test('a terminal that wants its keys gets them, by itself and once', async () => {
    const { terminal, peer, timers } = setUpTransbank({
      ...sale(refusal('26')),
      '0800': ['ACK', '0810|00|597029414300|ABCD1234'],
    });
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, recordingObserver()));
    expect(outcome).toMatchObject({ kind: 'declined', reason: 'T26' });
    await timers.advance(1000);
    expect(peer.count('0800')).toBe(1);
    expect(await during(timers, terminal.loadKeys())).toEqual({ kind: 'loaded' });
    peer.on({ '0800': ['ACK', '0810|03|597029414300|ABCD1234'] });
    expect(await during(timers, terminal.loadKeys())).toEqual({ kind: 'failed', reason: 'T03' });
  });

  test('nothing of the card or the account reaches the log or the result', async () => {
    const debit = SALE_OK.replace(
      '|6677|60|CR|||VI|',
      '|4111111111111111|60|DB|281019|30000000|DB|',
    );
    const { terminal, log, timers } = setUpTransbank(sale(debit));
    const outcome = await during(timers, terminal.pay(PESO_REQUEST, recordingObserver()));
    expect(outcome).toMatchObject({
      kind: 'approved',
      result: { maskedPan: '************1111', cardName: 'Redcompra' },
    });
    expect(JSON.stringify(outcome)).not.toMatch(/30000000|41111/);
    expect(log.lines.length).toBeGreaterThan(3);
    expect(log.lines.join('\n')).not.toMatch(/30000000|41111/);
  });
});

describe('the answer to a sale that was given up', () => {
  test('is told before it is acknowledged; what is decided cannot undo it', async () => {
    const { terminal, peer, timers } = setUpTransbank();
    await timers.advance(1000);
    const late: string[] = [];
    terminal.onLateResult((result) => {
      late.push(`${result.extra['reference']} ${result.amountMinor} after ${peer.count('ACK')}`);
      return 'refuse';
    });
    peer.say(SALE_OK);
    await timers.advance(1000);
    expect(late).toEqual(['ABC123 15000 after 0']);
    expect(peer.count('ACK')).toBe(1);
    peer.say(refusal('07'));
    await timers.advance(1000);
    expect(late).toHaveLength(1);
    expect(peer.count('ACK')).toBe(2);
  });

  test('is not acknowledged before it could be stored', async () => {
    const { terminal, peer, timers } = setUpTransbank();
    await timers.advance(1000);
    let isFull = true;
    terminal.onLateResult(() => {
      if (isFull) throw new Error('disk full');
      return 'book';
    });
    peer.say(SALE_OK);
    await timers.advance(1000);
    expect(peer.count('ACK')).toBe(0);
    isFull = false;
    peer.say(SALE_OK);
    await timers.advance(1000);
    expect(peer.count('ACK')).toBe(1);
  });
});
