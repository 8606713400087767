import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  MAX_SCAN_BYTES,
  receiveScanBytes,
  SCAN_START,
  scanGap,
} from '../../protocol/scanner-lines.ts';
import { afterHeardSilence } from '../../transport/heard-silence.ts';
import { SerialTransport } from '../../transport/serial.ts';
import { ManualTimers, settle } from '../../transport/testing/manual-timers.ts';
import { MemoryLine } from '../../transport/testing/memory-line.ts';
import { createPtyLine, ptysAvailable } from '../../transport/testing/pty-line.ts';
import { systemTimers } from '../../transport/timers.ts';
import { SerialScanner } from './serial-scanner.ts';
import { keptLog } from '../testing/quiet-log.ts';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

async function setUp() {
  const line = new MemoryLine();
  const timers = new ManualTimers();
  const scanner = new SerialScanner({
    transport: line.near,
    timers,
    clock: timers,
    log: keptLog(),
  });
  cleanUps.push(() => scanner.close());
  const heard: string[] = [];
  scanner.onScan(({ text }) => heard.push(text));
  scanner.onMisread((reason) => heard.push(`!${reason}`));
  await timers.advance(0);
  return { line, timers, scanner, heard };
}

describe('serial scanner', () => {
  test.each(['\r', '\n', '\r\n', '\t', '\x03'])('a code ended by %j', async (end) => {
    const { line, heard, scanner } = await setUp();
    line.send(bytes(`6901234567892${end}6901234567893${end}`));
    expect(heard).toEqual(['6901234567892', '6901234567893']);
    expect(scanner.status()).toEqual({ state: 'ready', code: null });
  });

  test('in pieces, with an AIM identifier and a GS1 separator', async () => {
    const { line, timers, heard } = await setUp();
    for (const piece of ['\x02]d2', '0106901234567892', '\x1d10AB', '\r', '\n']) {
      line.send(bytes(piece));
      await timers.advance(50);
    }
    expect(heard).toEqual([']d20106901234567892\x1d10AB']);
  });

  test('a code that breaks off is not sold as a shorter one, nor its rest as another', async () => {
    const { line, timers, heard, scanner } = await setUp();
    line.send(bytes('10009'));
    await timers.advance(260);
    expect(heard).toEqual(['!brokenOff']);
    expect(scanner.status()).toEqual({ state: 'ready', code: 'misread' });
    line.send(bytes('96385074\r'));
    expect(heard).toEqual(['!brokenOff', '!brokenOff']);
    line.send(bytes('1000996385074\r\n'));
    expect(heard.at(-1)).toBe('1000996385074');
    expect(scanner.status()).toEqual({ state: 'ready', code: null });
  });

  test('a rest that comes in pieces, with pauses of its own, is dropped to its end', async () => {
    const { line, timers, heard } = await setUp();
    for (const piece of ['10009', '9638', '5074', '96385074']) {
      line.send(bytes(piece));
      await timers.advance(1_000);
    }
    line.send(bytes('\r\n'));
    line.send(bytes('96385074\r\n'));
    expect(heard.filter((each) => !each.startsWith('!'))).toEqual(['96385074']);
  });

  test('only the end was late: the code is refused once, and the next one counts', async () => {
    const { line, timers, heard } = await setUp();
    line.send(bytes('1000996385074'));
    await timers.advance(260);
    line.send(bytes('\r\n'));
    line.send(bytes('96385074\r\n'));
    expect(heard).toEqual(['!brokenOff', '96385074']);
  });

  test('unplugged in the middle of a code, and back: its rest is dropped', async () => {
    const { line, timers, heard, scanner } = await setUp();
    line.send(bytes('10009'));
    line.pull();
    expect(heard).toEqual(['!brokenOff']);
    expect(scanner.status()).toEqual({ state: 'fault', code: 'lost' });
    await timers.advance(1000);
    line.send(bytes('96385074\r'));
    line.send(bytes('6901234567892\r'));
    expect(heard).toEqual(['!brokenOff', '!brokenOff', '6901234567892']);
  });

  test('what comes at the very moment the line is back may be a rest, and is dropped', async () => {
    const { line, timers, heard, scanner } = await setUp();
    line.pull();
    await timers.advance(250);
    expect(scanner.status()).toEqual({ state: 'connecting', code: null });
    line.send(bytes('96385074\r'));
    expect(heard).toEqual(['!brokenOff']);
    line.pull();
    await timers.advance(1000);
    expect(scanner.status()).toEqual({ state: 'ready', code: null });
    line.send(bytes('96385074\r'));
    expect(heard).toEqual(['!brokenOff', '96385074']);
  });

  test('filler between two codes is no code; a NUL inside one was a character', async () => {
    const { line, timers, heard } = await setUp();
    line.send(bytes('\0\0'));
    await timers.advance(500);
    line.send(bytes('\0\r\x02\x026901234567892\r\0\n'));
    expect(heard).toEqual(['6901234567892']);
    line.send(bytes('69012345\x007892\r1000996385074\x02\r\x0096385074\r'));
    expect(heard.slice(1)).toEqual(['!notText', '!notText', '!notText']);
  });

  test('a scanner that ends no code sells nothing, and each read is heard as refused', async () => {
    const { line, timers, heard } = await setUp();
    for (let read = 0; read < 3; read += 1) {
      line.send(bytes('96385074'));
      await timers.advance(400);
    }
    expect(heard).toEqual(['!brokenOff', '!brokenOff', '!brokenOff']);
  });

  test('a code that outgrows the limit is dropped to its end, whatever the pauses', async () => {
    const { line, timers, heard } = await setUp();
    line.send(bytes('9'.repeat(MAX_SCAN_BYTES + 1)));
    await timers.advance(260);
    line.send(bytes('96385074\r96385074\r'));
    expect(heard).toEqual(['!tooLong', '!tooLong', '96385074']);
  });

  test('a busy turn of the process counts as one step of a silence, however long it was', async () => {
    const timers = new ManualTimers();
    const busyTurns = { after: (_: number, run: () => void) => timers.after(300, run) };
    let believed = false;
    afterHeardSilence(busyTurns, 200, () => {
      believed = true;
    });
    await timers.advance(2_000);
    expect(believed).toBe(false);
    await timers.advance(400);
    expect(believed).toBe(true);
  });

  test('cut anywhere, with any pause: the whole code, or nothing', () => {
    const code = fc.constantFrom('1000996385074', '6901234567892', ']E0036000291452', '96385074');
    const pause = fc.constantFrom('none', 'silence', 'lost');
    fc.assert(
      fc.property(code, fc.array(fc.tuple(fc.nat(15), pause)), (text, cuts) => {
        const pauses = new Map(cuts.map(([at, kind]) => [at, kind]));
        let state = SCAN_START;
        const heard: string[] = [];
        let isBroken = false;
        const stream = `${text}\r`;
        for (let at = 0; at < stream.length; at += 1) {
          const isPause = at > 0 && at < stream.length && (pauses.get(at) ?? 'none') !== 'none';
          if (isPause) {
            const gap = scanGap(state);
            state = gap.state;
            isBroken = true;
            heard.push(...gap.events.map(({ kind }) => kind));
          }
          const step = receiveScanBytes(state, bytes(stream[at] ?? ''));
          state = step.state;
          heard.push(...step.events.map((each) => (each.kind === 'scan' ? each.text : each.kind)));
        }
        if (isBroken) expect(new Set(heard)).toEqual(new Set(['misread']));
        else expect(heard).toEqual([text]);
        const next = receiveScanBytes(state, bytes('96385074\r'));
        expect(next.events).toEqual([{ kind: 'scan', text: '96385074' }]);
      }),
    );
  });

  test('noise without an end is dropped, not kept', async () => {
    const { line, heard } = await setUp();
    for (let part = 0; part < 100; part += 1) line.send(bytes('9'.repeat(100)));
    line.send(bytes('\r123\r'));
    expect(heard).toEqual(['!tooLong', '123']);
  });

  test('bytes that are no text are no code', async () => {
    const { line, heard } = await setUp();
    line.send(Uint8Array.of(0x36, 0xff, 0xfe, 0x0d, 0x37, 0x01, 0x0d));
    expect(heard).toEqual(['!notText', '!notText']);
  });

  test('any codes in any pieces come out whole, and no buffer grows past its limit', () => {
    const code = fc.stringMatching(/^[ -~]{1,60}$/);
    fc.assert(
      fc.property(fc.array(code, { maxLength: 6 }), fc.integer({ min: 1, max: 7 }), (all, size) => {
        const stream = bytes(all.map((text) => `${text}\r\n`).join(''));
        const heard: string[] = [];
        let state = SCAN_START;
        for (let at = 0; at < stream.length; at += size) {
          const step = receiveScanBytes(state, stream.slice(at, at + size));
          state = step.state;
          expect(state.bytes.length).toBeLessThanOrEqual(MAX_SCAN_BYTES);
          heard.push(...step.events.map((event) => (event.kind === 'scan' ? event.text : '!')));
        }
        expect(heard).toEqual(all);
      }),
    );
  });
});

describe.skipIf(!ptysAvailable())('over a real serial line', () => {
  async function realLine() {
    const line = await createPtyLine();
    cleanUps.push(() => line.dispose());
    const transport = new SerialTransport({ path: line.near, baud: 9600 }, systemTimers);
    const clock = { nowMs: () => Date.now() };
    const scanner = new SerialScanner({ transport, timers: systemTimers, clock, log: keptLog() });
    cleanUps.push(() => scanner.close());
    const heard: string[] = [];
    let wake = () => {};
    scanner.onScan(({ text }) => (heard.push(text), wake()));
    scanner.onMisread((reason) => (heard.push(`!${reason}`), wake()));
    await new Promise<void>((resolve) => {
      const stop = scanner.onStatus(({ state }) => {
        if (state !== 'ready') return;
        stop();
        resolve();
      });
    });
    const far = new SerialTransport({ path: line.far, baud: 9600 }, systemTimers);
    await far.open();
    cleanUps.push(() => far.close());
    const hears = async (count: number) => {
      while (heard.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return heard;
    };
    return { far, hears, transport };
  }

  test('a code comes whole', async () => {
    const { far, hears } = await realLine();
    await far.write(bytes('6901234567892\r\n'));
    expect(await hears(1)).toEqual(['6901234567892']);
  });

  test('a pause in the middle of a code refuses both halves', async () => {
    const { far, hears } = await realLine();
    await far.write(bytes('10009'));
    expect(await hears(1)).toEqual(['!brokenOff']);
    await far.write(bytes('96385074\r6901234567892\r'));
    expect(await hears(3)).toEqual(['!brokenOff', '!brokenOff', '6901234567892']);
  });

  test('a process busy between two pieces takes no pause for one', async () => {
    const { far, hears, transport } = await realLine();
    const arrived = new Promise<void>((resolve) => {
      transport.onBytes(() => resolve());
    });
    await far.write(bytes('10009'));
    await arrived;
    await settle();
    // The rest lies at the port while this process does something else.
    const rest = far.write(bytes('96385074\r'));
    const untilMs = Date.now() + 300;
    while (Date.now() < untilMs);
    await rest;
    expect(await hears(1)).toEqual(['1000996385074']);
  });
});
