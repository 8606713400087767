import { afterEach, describe, expect, test } from 'vitest';
import { recordingObserver } from '../testing/recording-observer.ts';
import { IDLE_TERMINAL } from '../testing/tcp-peer.ts';
import {
  APPROVED,
  closeTerminals,
  COMPLETION,
  during,
  REQUEST,
  sale,
  setUp,
} from '../testing/terminal-on-tcp.ts';

afterEach(closeTerminals);

const DONE = ['80 00 00', COMPLETION, 'ack'];
const told = (code: string) => ({ '0501': ['80 00 00', `06 0f 01 ${code}`, 'ack'] });

describe('upkeep', () => {
  test.each([
    ['01', '0693'],
    ['02', '0670'],
  ])('registration status %s: %s, once', async (bit, command) => {
    const { peer, timers, terminal } = setUp({
      '0600': ['80 00 00', `06 0f 02 19 ${bit}`, 'ack'],
      [command]: DONE,
    });
    await timers.advance(10_000);
    expect(peer.count(command)).toBe(1);
    expect(terminal.status()).toEqual({ state: 'ready', code: null });
    await timers.advance(300_000);
    expect(peer.count(command)).toBe(1);
  });

  test.each([
    ['51', '0693', 'initialisationNeeded'],
    ['c2', '0670', 'diagnosisNeeded'],
    ['62', '0670', 'clockWrong'],
  ])('status %s: %s, and not over and over when it does not help', async (code, command, shown) => {
    const { peer, timers, terminal } = setUp({ ...told(code), [command]: DONE });
    await timers.advance(400_000);
    expect(peer.count(command)).toBe(1);
    expect(terminal.status()).toEqual({ state: 'ready', code: shown });
    // It was well in between: the next time it is asked again.
    peer.on(told('00'));
    await timers.advance(61_000);
    peer.on(told(code));
    await timers.advance(61_000);
    expect(peer.count(command)).toBe(2);
  });

  test('never while an operation runs', async () => {
    const { peer, timers, terminal } = setUp({
      ...told('51'),
      ...sale('04 ff 01 0a', 'ack'),
      '0693': DONE,
    });
    const paying = terminal.pay(REQUEST, recordingObserver());
    await timers.advance(170_000);
    expect(peer.count('0693')).toBe(0);
    peer.say(APPROVED);
    await timers.advance(10);
    peer.say(COMPLETION);
    expect((await during(timers, paying)).kind).toBe('approved');
    await timers.advance(61_000);
    expect(peer.count('0693')).toBe(1);
  });

  test('the time the host sends during a diagnosis is acknowledged', async () => {
    const { peer, timers, terminal } = setUp({
      '0670': ['80 00 00', '04 01 08 aa 26 11 22 0c 10 15 00', 'ack', COMPLETION, 'ack'],
    });
    expect(await during(timers, terminal.service.diagnose())).toEqual({ kind: 'done' });
    const after = peer.received.slice(peer.received.findIndex((hex) => hex.startsWith('0670')) + 1);
    expect(after).toEqual(['800000', '800000']);
  });

  test('a failure is told with its code', async () => {
    const { timers, terminal } = setUp({ '0693': ['80 00 00', '06 1e 01 9b', 'ack'] });
    expect(await during(timers, terminal.service.initialise())).toEqual({
      kind: 'failed',
      reason: '9B',
    });
  });
});

test('while the terminal is master nothing goes out but answers and 06 B0', async () => {
  const { peer, timers, terminal } = setUp(sale('04 ff 01 0a', 'ack'));
  await timers.advance(6000);
  const before = peer.received.length;
  const paying = terminal.pay(REQUEST, recordingObserver());
  await timers.advance(60_000);
  expect(await terminal.totals()).toMatchObject({ kind: 'unreachable' });
  expect(await terminal.lastTransaction()).toMatchObject({ kind: 'unreachable' });
  expect(await terminal.closeBatch(recordingObserver())).toMatchObject({ kind: 'failed' });
  expect(await terminal.service.diagnose()).toMatchObject({ kind: 'failed' });
  expect(await terminal.connect()).toBe('operationRunning');
  terminal.requestCancel();
  // Silent for longer, and it is asked anew: then it is no master any more.
  await timers.advance(5_000);
  const sent = peer.received.slice(before).filter((hex) => hex !== '800000');
  expect(sent.map((hex) => hex.slice(0, 4))).toEqual(['0601', '06b0']);
  peer.say('06 1e 01 6c');
  expect((await during(timers, paying)).kind).toBe('declined');
});

test('TCP: half a message for T3 drops the connection; the payment is unknown, not declined', async () => {
  const { peer, timers, terminal, line } = setUp(sale('04 ff 01 0a', 'ack'));
  const paying = terminal.pay(REQUEST, recordingObserver());
  await timers.advance(1000);
  line.send(Uint8Array.of(0x04, 0x0f, 0x20, 0x27));
  await timers.advance(5000);
  expect(await paying).toEqual({ kind: 'unknown', reason: 'lineLost' });
  await timers.advance(10_000);
  expect(peer.count('0601')).toBe(1);
  expect(terminal.status().state).toBe('ready');
});

describe('read card and display text', () => {
  const CARD = '04 0f -- 27 00 22 f0 f8 41 11 11 11 11 11 11 11 8a 0a 8b f0 f4 56 49 53 41';

  test('a card: the status ends the command, and only the masked number comes out', async () => {
    const { peer, timers, terminal, log } = setUp({ '06c0': ['80 00 00', CARD, 'ack'] });
    const read = await during(timers, terminal.service.readCard(30));
    expect(read).toMatchObject({
      kind: 'read',
      card: { maskedPan: '************1111', cardType: '10', cardName: 'VISA' },
    });
    expect(JSON.stringify(read) + log.lines.join('')).not.toContain('41111');
    expect(peer.received.filter((hex) => hex.startsWith('06c0'))).toEqual(['06c0011e']);
    expect(peer.received.at(-1)).toBe('800000');
  });

  test.each<[string, string[], string]>([
    ['no card in time', ['80 00 00', '06 1e 01 6c', 'ack'], '6C'],
    ['a card that cannot be read', ['80 00 00', '04 0f 02 27 64', 'ack'], '64'],
    ['both', ['80 00 00', '04 0f 02 27 64', 'ack', '06 1e 01 64', 'ack'], '64'],
    ['not known', ['84 83 00'], '83'],
  ])('%s', async (_name, script, reason) => {
    const { timers, terminal } = setUp({ '06c0': script });
    const read = await during(timers, terminal.service.readCard(30));
    expect(read).toEqual({ kind: 'none', reason });
    expect(terminal.status()).toEqual({ state: 'ready', code: null });
  });

  test('a display text has no completion, and may be answered when its time is over', async () => {
    const { peer, timers, terminal } = setUp({ '06e0': [] });
    await timers.advance(6000);
    const showing = terminal.service.showText(['Hi'], 10);
    await timers.advance(12_000);
    peer.say('80 00 00');
    expect(await during(timers, showing)).toEqual({ kind: 'done' });
  });
});

describe('log-off', () => {
  test('an idle terminal is logged off when the register closes', async () => {
    const { peer, timers, terminal } = setUp();
    await timers.advance(6000);
    await during(timers, terminal.close());
    expect(peer.received.at(-1)).toBe('060200');
  });

  test('a terminal that does not answer it delays nothing', async () => {
    const { peer, timers, terminal } = setUp();
    await timers.advance(6000);
    peer.on({ '0602': [] });
    const beforeMs = timers.nowMs();
    const closing = terminal.close();
    await timers.advance(400);
    await closing;
    expect(timers.nowMs() - beforeMs).toBe(400);
    expect(timers.pending()).toBe(0);
  });

  test('an operation that comes while the register closes is not started', async () => {
    const { peer, timers, terminal } = setUp();
    await timers.advance(6000);
    peer.on({ '0602': [] });
    const closing = terminal.close();
    const paying = terminal.pay(REQUEST, recordingObserver());
    await during(timers, closing);
    expect(await paying).toMatchObject({ kind: 'notStarted' });
    expect(peer.count('0601')).toBe(0);
  });

  test('not sent when the terminal is not known to be idle', async () => {
    const { peer, timers, terminal } = setUp({ '0601': [] });
    await during(timers, terminal.pay(REQUEST, recordingObserver()));
    await terminal.close();
    expect(peer.count('0602')).toBe(0);
    // Nor anything else: it may be repeating its result, which comes first.
    expect(peer.received.at(-1)).toMatch(/^0601/);
  });
});

describe('what is wrong with a registration', () => {
  test.each([
    ['84 9a 00', 'wrongPassword'],
    ['84 1e 01 6f', 'wrongCurrency'],
    ['84 6f 00', 'wrongCurrency'],
    ['84 9c 00', 'busy'],
    ['84 83 00', 'wrongPassword'],
    ['84 ff 00', 'registrationRefused'],
    ['84 df 00', 'outOfOrder'],
  ])('%s: %s', async (answer, fault) => {
    const { timers, terminal } = setUp({ '0600': [answer] });
    expect(await during(timers, terminal.connect())).toBe(fault);
  });

  test('no answer, and a port that is missing or taken', async () => {
    const { timers, terminal, line, peer } = setUp({ '0600': [] });
    expect(await during(timers, terminal.connect())).toBe('noAnswer');
    for (const fault of ['portMissing', 'portBusy'] as const) {
      line.openFault = fault;
      line.pull();
      expect(await during(timers, terminal.connect())).toBe(fault);
    }
    line.openFault = null;
    peer.on(IDLE_TERMINAL);
    await timers.advance(60_000);
    expect(await during(timers, terminal.connect())).toBeNull();
  });

  test.each([
    ['bytes that make no frame', 'f8 00 7e 3c'],
    ['nothing but NAK', '15'],
  ])('%s: wrong speed', async (_name, garbage) => {
    const { timers, terminal, line } = setUp({}, { framing: 'serial' });
    line.onWrite = () =>
      line.send(Uint8Array.from(Buffer.from(garbage.replaceAll(' ', ''), 'hex')));
    expect(await during(timers, terminal.connect())).toBe('wrongSpeed');
  });
});
