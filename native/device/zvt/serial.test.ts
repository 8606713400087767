import { afterEach, describe, expect, test } from 'vitest';
import { CURRENCIES } from '../../../core/money/currency.ts';
import { minor } from '../../../core/money/minor.ts';
import { ACK, encodeFrame, FRAME_IDLE, NAK, receiveFrameBytes } from '../../protocol/zvt/frame.ts';
import { toHex } from '../../protocol/zvt/hex.ts';
import { SerialTransport } from '../../transport/serial.ts';
import { ManualTimers } from '../../transport/testing/manual-timers.ts';
import { MemoryLine } from '../../transport/testing/memory-line.ts';
import { createPtyLine, ptysAvailable } from '../../transport/testing/pty-line.ts';
import { systemTimers } from '../../transport/timers.ts';
import { keptLog } from '../testing/quiet-log.ts';
import { recordingObserver } from '../testing/recording-observer.ts';
import { message } from '../testing/tcp-peer.ts';
import { ZvtTerminal } from './terminal.ts';

const APPROVED = '04 0f -- 27 00 04 00 00 00 00 10 10 87 00 07 0b 00 00 12';
const REQUEST = {
  attemptId: 'a',
  amountMinor: minor(1010),
  currency: CURRENCIES.CNY,
  reference: '000001',
  wallet: null,
};

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

type Reply = readonly string[];

/** A terminal's end of a serial line: acknowledges each frame and answers by what it starts with. */
class SerialPeer {
  readonly received: string[] = [];
  /** Bytes outside frames: 06 and 15. */
  readonly marks: number[] = [];
  acknowledge = true;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #replies: Record<string, Reply>;
  #state = FRAME_IDLE;
  #queue: string[] = [];

  constructor(write: (bytes: Uint8Array) => void, replies: Record<string, Reply>) {
    this.#write = write;
    this.#replies = {
      '0600': ['80 00 00', '06 0f -- 19 00'],
      '0501': ['80 00 00', '06 0f 01 00'],
      '0602': ['80 00 00'],
      ...replies,
    };
  }

  say(hex: string): void {
    this.#write(encodeFrame(message(hex)));
  }

  onBytes(bytes: Uint8Array): void {
    const { state, events } = receiveFrameBytes(this.#state, bytes);
    this.#state = state;
    for (const event of events) {
      if (event.kind === 'ack') this.marks.push(ACK);
      else if (event.kind === 'nak') this.marks.push(NAK);
      else if (event.kind === 'apdu') this.#onApdu(toHex(event.apdu));
    }
  }

  #onApdu(hex: string): void {
    this.received.push(hex);
    if (!this.acknowledge) return;
    this.#write(Uint8Array.of(ACK));
    const key = Object.keys(this.#replies).find((prefix) => hex.startsWith(prefix));
    if (key !== undefined) this.#queue = [...(this.#replies[key] ?? [])];
    const next = this.#queue.shift();
    if (next !== undefined) this.say(next);
    // 80 00 00 is not answered by the register, so the first message follows it at once.
    if (next === '80 00 00') {
      const first = this.#queue.shift();
      if (first !== undefined) this.say(first);
    }
  }
}

function onMemoryLine(replies: Record<string, Reply>) {
  const line = new MemoryLine();
  const timers = new ManualTimers();
  const peer = new SerialPeer((bytes) => line.send(bytes), replies);
  line.onWrite = (bytes) => peer.onBytes(bytes);
  const terminal = new ZvtTerminal({
    transport: line.near,
    framing: 'serial',
    terminalId: 'T1',
    password: '123456',
    currency: CURRENCIES.CNY,
    timers,
    log: keptLog(),
  });
  cleanUps.push(() => during(timers, terminal.close()));
  return { line, timers, peer, terminal };
}

async function during<T>(timers: ManualTimers, promise: Promise<T>): Promise<T> {
  let over = false;
  const settled = promise.finally(() => {
    over = true;
  });
  for (let second = 0; !over && second < 900; second += 1) await timers.advance(1000);
  return settled;
}

describe('serial line, by hand', () => {
  test('a cable out for a while after the PIN: the repeat of the result makes it a sale', async () => {
    const { line, timers, peer, terminal } = onMemoryLine({ '0601': ['80 00 00', '04 ff 01 0a'] });
    const observer = recordingObserver('book', null, (event) => {
      if (event !== 'progress:0A') return;
      line.openFault = 'portMissing';
      line.pull();
    });
    const paying = terminal.pay(REQUEST, observer);
    await timers.advance(5000);
    expect(observer.events).toEqual(['sending', 'progress:0A']);
    expect(terminal.status().state).toBe('fault');
    line.openFault = null;
    await timers.advance(5000);
    peer.say(APPROVED);
    await timers.advance(10);
    peer.say('06 0f 00');
    expect(await during(timers, paying)).toMatchObject({ kind: 'approved' });
    expect(peer.received.filter((hex) => hex.startsWith('0601'))).toHaveLength(1);
  });

  test('a cable that stays out: unknown after the repeats are over, and usable afterwards', async () => {
    const { line, timers, terminal } = onMemoryLine({ '0601': ['80 00 00', '04 ff 01 0a'] });
    const observer = recordingObserver('book', null, (event) => {
      if (event !== 'progress:0A') return;
      line.openFault = 'portMissing';
      line.pull();
    });
    expect(await during(timers, terminal.pay(REQUEST, observer))).toEqual({
      kind: 'unknown',
      reason: 'lineLost',
    });
    line.openFault = null;
    await timers.advance(30_000);
    expect(terminal.status().state).toBe('ready');
  });

  test('a payment nobody acknowledges goes out three times as one, then it is unknown', async () => {
    const { timers, peer, terminal } = onMemoryLine({});
    await timers.advance(6000);
    const paying = terminal.pay(
      REQUEST,
      recordingObserver('book', null, () => {
        peer.acknowledge = false;
      }),
    );
    expect(await during(timers, paying)).toEqual({ kind: 'unknown', reason: 'noAck' });
    expect(peer.received.filter((hex) => hex.startsWith('0601'))).toHaveLength(3);
    await timers.advance(60_000);
    expect(peer.received.filter((hex) => hex.startsWith('0601'))).toHaveLength(3);
  });

  test('a busy answer to a repeated payment is not a decline', async () => {
    const { timers, peer, terminal } = onMemoryLine({});
    await timers.advance(6000);
    const paying = terminal.pay(
      REQUEST,
      recordingObserver('book', null, () => {
        peer.acknowledge = false;
      }),
    );
    await timers.advance(6000);
    peer.say('84 9c 00');
    expect(await during(timers, paying)).toEqual({ kind: 'unknown', reason: 'refusedRepeat:9C' });
  });

  test('the same result twice is booked once', async () => {
    const { timers, peer, terminal } = onMemoryLine({ '0601': ['80 00 00', APPROVED, APPROVED] });
    const observer = recordingObserver();
    const paying = terminal.pay(REQUEST, observer);
    await timers.advance(6000);
    peer.say('06 0f 00');
    expect(await during(timers, paying)).toMatchObject({ kind: 'approved' });
    expect(observer.results).toHaveLength(1);
  });

  test('no PIN for four minutes: every sign of life restarts the time', async () => {
    const { timers, peer, terminal } = onMemoryLine({ '0601': ['80 00 00'] });
    const paying = terminal.pay(REQUEST, recordingObserver());
    for (let minute = 0; minute < 4; minute += 1) {
      await timers.advance(100_000);
      peer.say('04 ff 01 0a');
    }
    await timers.advance(1000);
    peer.say(APPROVED);
    await timers.advance(10);
    peer.say('06 0f 00');
    expect(await during(timers, paying)).toMatchObject({ kind: 'approved' });
  });
});

describe.skipIf(!ptysAvailable())('serial line, a real one', () => {
  async function onPty(replies: Record<string, Reply>) {
    const line = await createPtyLine();
    cleanUps.push(() => line.dispose());
    const far = new SerialTransport({ path: line.far, baud: 9600 }, systemTimers);
    await far.open();
    cleanUps.push(() => far.close());
    const peer = new SerialPeer((bytes) => void far.write(bytes), replies);
    far.onBytes((bytes) => peer.onBytes(bytes));
    const transport = new SerialTransport(
      { path: line.near, baud: 9600, stopBits: 2 },
      systemTimers,
    );
    const terminal = new ZvtTerminal({
      transport,
      framing: 'serial',
      terminalId: 'T1',
      password: '123456',
      currency: CURRENCIES.CNY,
      timers: systemTimers,
      log: keptLog(),
    });
    cleanUps.push(() => terminal.close());
    return { line, peer, terminal };
  }

  test('a sale of 10.10: doubled bytes and all', async () => {
    const { peer, terminal } = await onPty({
      '0601': ['80 00 00', '04 ff 01 0a', APPROVED, '06 d1 05 00 10 03 10 02', '06 0f 00'],
    });
    const observer = recordingObserver();
    expect(await terminal.pay(REQUEST, observer)).toMatchObject({
      kind: 'approved',
      result: { receiptNo: '0007', amountMinor: 1010 },
    });
    expect(observer.events).toEqual(['sending', 'progress:0A', 'result:00']);
    expect(peer.received).toContain('06010c040000000010104901561940');
  });

  test('a pulled cable ends in unknown', async () => {
    const { line, terminal } = await onPty({ '0601': ['80 00 00', '04 ff 01 0a'] });
    const observer = recordingObserver('book', null, (event) => {
      if (event === 'progress:0A') void line.pull().then(() => terminal.close());
    });
    expect(await terminal.pay(REQUEST, observer)).toMatchObject({ kind: 'unknown' });
  });
});
