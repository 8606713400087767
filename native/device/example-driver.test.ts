import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CURRENCIES } from '../../core/money/currency.ts';
import { minor } from '../../core/money/minor.ts';
import { exampleDriver } from '../../docs/devices/example-driver.ts';
import { ManualTimers } from '../transport/testing/manual-timers.ts';
import { MemoryLine } from '../transport/testing/memory-line.ts';
import type { DrivenTerminal } from './terminal-kit/driver.ts';
import { keptLog } from './testing/quiet-log.ts';
import { recordingObserver } from './testing/recording-observer.ts';

let line: MemoryLine;
let timers: ManualTimers;
let terminal: DrivenTerminal;
/** What the peer says to each line of the register; undefined: nothing. */
let answerTo: (line: string) => string | undefined;
let asked: string[];

function say(text: string): void {
  line.send(new TextEncoder().encode(text));
}

beforeEach(async () => {
  line = new MemoryLine();
  timers = new ManualTimers();
  asked = [];
  line.onWrite = (bytes) => {
    const [number, ...words] = new TextDecoder().decode(bytes).trim().split(' ');
    asked.push(words.join(' '));
    const answer = answerTo(words.join(' '));
    if (answer !== undefined) say(`${number} ${answer}\n`);
  };
  const settings = {
    protocol: 'example',
    line: { kind: 'tcp', host: 'terminal', port: 7000 },
    terminalId: 'T1',
    customerLimitS: 0,
  } as const;
  const around = { transport: line.near, currency: CURRENCIES.CNY, timers, log: keptLog() };
  terminal = exampleDriver.open(settings, around);
  await timers.advance(0);
});
afterEach(() => terminal.close());

const request = {
  attemptId: 'a',
  amountMinor: minor(1010),
  currency: CURRENCIES.CNY,
  reference: '00001A',
  wallet: null,
};

test('a payment is approved, after its intent is on the disk', async () => {
  answerTo = (text) => text.replace('PAY', 'OK');
  const observer = recordingObserver('book', null, (event) => asked.push(event));
  expect(terminal.status()).toEqual({ state: 'ready', code: null });
  expect(await terminal.pay(request, observer)).toMatchObject({
    kind: 'approved',
    result: { amountMinor: 1010, extra: { reference: '00001A' } },
  });
  expect(asked).toEqual(['sending', 'PAY 1010 00001A', 'result:OK']);
});

test('nothing is sent of a payment whose intent is not on the disk', async () => {
  const outcome = await terminal.pay(request, recordingObserver('book', 'sending'));
  expect(outcome).toEqual({ kind: 'notStarted', reason: 'intentNotDurable' });
  expect(asked).toEqual([]);
});

test('a payment is declined, and its code has a meaning', async () => {
  answerTo = () => 'NO X51';
  expect(await terminal.pay(request, recordingObserver())).toEqual({
    kind: 'declined',
    result: null,
    reason: 'X51',
  });
  expect(exampleDriver.reasonOf('X51')).toBe('insufficientFunds');
});

test('a payment whose answer is lost is unknown, and the last transaction tells', async () => {
  answerTo = () => undefined;
  const paid = terminal.pay(request, recordingObserver());
  await timers.advance(60_000);
  expect(await paid).toEqual({ kind: 'unknown', reason: 'noAnswer' });
  answerTo = () => 'OK 1010 00001A';
  expect(await terminal.lastTransaction()).toMatchObject({
    kind: 'found',
    result: { extra: { reference: '00001A' } },
  });
});

test('an answer that comes late is not taken for the next question’s', async () => {
  answerTo = () => undefined;
  const first = terminal.pay(request, recordingObserver());
  await timers.advance(60_000);
  expect(await first).toMatchObject({ kind: 'unknown' });
  const second = terminal.pay({ ...request, reference: '00002A' }, recordingObserver());
  await timers.advance(0);
  say('1 NO X51\n');
  say('2 OK 1010 00002A\n');
  expect(await second).toMatchObject({ kind: 'approved' });
});

test.each(['NO', 'OK', 'OK 12x4 00001A', 'OK 1010', 'OK 1010 00002A', 'YES'])(
  '%s is no answer that can be read: unknown',
  async (answer) => {
    answerTo = () => answer;
    expect(await terminal.pay(request, recordingObserver())).toMatchObject({ kind: 'unknown' });
  },
);

test('a line that was cut is no answer: unknown', async () => {
  answerTo = () => undefined;
  const paid = terminal.pay(request, recordingObserver());
  await timers.advance(0);
  say('1 NO X5');
  await timers.advance(60_000);
  expect(await paid).toMatchObject({ kind: 'unknown' });
});

test('a second payment meanwhile is not begun', async () => {
  answerTo = () => undefined;
  const first = terminal.pay(request, recordingObserver());
  expect(await terminal.pay(request, recordingObserver())).toEqual({
    kind: 'notStarted',
    reason: 'operationRunning',
  });
  await timers.advance(60_000);
  await first;
  expect(asked).toHaveLength(1);
});

test('what the protocol does not have is said before anything is sent', async () => {
  expect(await terminal.totals()).toEqual({ kind: 'unreachable', reason: 'notSupported' });
  expect(terminal.capabilities).toMatchObject({ refund: false, totals: false });
});

test('the example stays short', () => {
  const file = new URL('../../docs/devices/example-driver.ts', import.meta.url);
  expect(readFileSync(file, 'utf8').split('\n').length - 1).toBeLessThanOrEqual(60);
});
