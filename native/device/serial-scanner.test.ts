import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { MAX_SCAN_BYTES, receiveScanBytes, SCAN_START } from '../protocol/scanner-lines.ts';
import { SerialTransport } from '../transport/serial.ts';
import { ManualTimers } from '../transport/testing/manual-timers.ts';
import { MemoryLine } from '../transport/testing/memory-line.ts';
import { createPtyLine, ptysAvailable } from '../transport/testing/pty-line.ts';
import { systemTimers } from '../transport/timers.ts';
import { SerialScanner } from './serial-scanner.ts';
import { keptLog } from './testing/quiet-log.ts';

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

  test('a code that breaks off is not sold as a shorter one', async () => {
    const { line, timers, heard, scanner } = await setUp();
    line.send(bytes('690123'));
    await timers.advance(250);
    expect(heard).toEqual(['!brokenOff']);
    expect(scanner.status()).toEqual({ state: 'ready', code: 'misread' });
    line.send(bytes('6901234567892\r'));
    expect(heard.at(-1)).toBe('6901234567892');
    expect(scanner.status()).toEqual({ state: 'ready', code: null });
  });

  test('unplugged in the middle of a code, and back', async () => {
    const { line, timers, heard, scanner } = await setUp();
    line.send(bytes('690123'));
    line.pull();
    expect(heard).toEqual(['!brokenOff']);
    expect(scanner.status()).toEqual({ state: 'fault', code: 'lost' });
    await timers.advance(1000);
    line.send(bytes('456\r'));
    expect(heard).toEqual(['!brokenOff', '456']);
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

test.skipIf(!ptysAvailable())('over a real serial line', async () => {
  const line = await createPtyLine();
  cleanUps.push(() => line.dispose());
  const transport = new SerialTransport({ path: line.near, baud: 9600 }, systemTimers);
  const timers = systemTimers;
  const clock = { nowMs: () => Date.now() };
  const scanner = new SerialScanner({ transport, timers, clock, log: keptLog() });
  cleanUps.push(() => scanner.close());
  const scanned = new Promise<string>((resolve) => {
    scanner.onScan(({ text }) => resolve(text));
  });
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
  await far.write(bytes('6901234567892\r\n'));
  expect(await scanned).toBe('6901234567892');
});
