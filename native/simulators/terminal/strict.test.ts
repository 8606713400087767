import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, hex } from './fields.ts';
import { encodeFrame } from './frame.ts';
import { ManualClock, ManualLine } from './manual-line.ts';
import { createTerminal } from './terminal.ts';
import { amountField, apdu, bench, PASSWORD, REGISTER_BLOCKS, sale, YUAN } from './test-bench.ts';

const registerApdus = readFileSync(new URL('./vectors/register-apdus.tsv', import.meta.url), 'utf8')
  .split(/\r?\n/)
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t')[0] ?? '');

/** A terminal in memory, whose register never acknowledges anything unless it is told to. */
function torture(kind: 'serial' | 'tcp') {
  const line = new ManualLine(kind);
  const clock = new ManualClock();
  const terminal = createTerminal({ line, clock, password: PASSWORD });
  const send = (bytes: Uint8Array): void => {
    line.feed(kind === 'serial' ? encodeFrame(bytes) : bytes);
  };
  /** After all timeouts of whatever was going on, a log-off must be answered. */
  const answersLogOff = async (): Promise<boolean> => {
    await clock.pass(20 * 60_000);
    line.take();
    send(fromHex('060200'));
    await clock.pass(10);
    const answered = hex(line.take()).includes('800000');
    if (kind === 'serial') line.feed(Uint8Array.of(0x06));
    await clock.pass(10);
    return answered;
  };
  return { line, clock, terminal, send, answersLogOff };
}

describe('what a real terminal refuses', () => {
  it.each([
    ['no amount', apdu('0601', YUAN), '849a00'],
    ['an amount that is none', apdu('0601', '0400000000001a', YUAN), '849a00'],
    ['nothing to pay', sale(0), '84c800'],
    ['more than it takes', sale(100_001), '84c300'],
    ['another currency', apdu('0601', amountField(100), '490978'), '846f00'],
    ['an unknown bitmap', sale(100, '55'), '848300'],
    ['a cut field', apdu('0601', '040000'), '849a00'],
    ['a container that is none', sale(100, '06031f0405'), '849a00'],
    ['a length digit that is none', sale(100, '22fffa'), '849a00'],
    ['an unknown command', '069900', '848300'],
    ['an unsupported command', apdu('0603', amountField(1)), '848300'],
    ['registration with a cut currency', apdu('0600', PASSWORD, 'be', '01'), '849a00'],
    ['registration with a wrong password', apdu('0600', '999999', 'be', '0156'), '848300'],
    ['end of day without password', '065000', '849a00'],
    ['a text without a length', '06e001f1', '849a00'],
    ['read card without a time', '06c000', '849a00'],
  ])('%s', async (_, command, answer) => {
    const { terminal, run } = await bench({ maxAmountMinor: 100_000 });
    expect((await run(command)).messages).toEqual([answer]);
    expect(terminal.book()).toEqual([]);
    expect((await run(sale(100))).result).toBe('00');
  });

  it('a message of 65535 bytes', async () => {
    const { run } = await bench();
    expect((await run(apdu('0601', '00'.repeat(65_535)))).messages).toEqual(['848300']);
    expect((await run(sale(100))).result).toBe('00');
  });

  it('a command while it is master, but not the same one again', async () => {
    const { register, run, terminal } = await bench();
    await register.command(sale(100));
    await register.until('040f');
    expect(await register.command(apdu('0650', PASSWORD))).toBe('849c00');
    expect(await register.command(sale(200))).toBe('849c00');
    expect(await register.command('06b000')).toBe('848300');
    register.send('800000');
    await register.follow();
    await terminal.idle();
    expect(terminal.book()).toHaveLength(1);
    expect((await run(sale(100))).result).toBe('00');
  });

  it('anything but administration without registration, where it insists on one', async () => {
    const { run, register, terminal } = await bench({ requiresRegistration: true }, '');
    for (const command of [sale(100), apdu('0650', PASSWORD), '067000', '06230387ffff']) {
      expect((await run(command)).messages).toEqual(['846b00']);
    }
    expect((await run('050100')).ending).toMatch(/^060f/);
    await run(REGISTER_BLOCKS);
    expect((await run(sale(100))).result).toBe('00');
    expect(await register.command('060200')).toBe('800000');
    await terminal.idle();
    expect((await run(sale(100))).messages).toEqual(['846b00']);
  });
});

describe('whatever registers send', () => {
  it('has messages of other libraries', () => expect(registerApdus.length).toBeGreaterThan(25));

  it.each(registerApdus)('answers %s and goes on', async (message) => {
    for (const kind of ['serial', 'tcp'] as const) {
      const { line, clock, send, answersLogOff } = torture(kind);
      send(fromHex(message));
      await clock.pass(10);
      expect(hex(line.take())).toMatch(kind === 'serial' ? /^061002(80|84)/ : /^8[04]/);
      expect(await answersLogOff()).toBe(true);
    }
  });

  /** Bytes that mean something to a framing, a field or a container more often than chance. */
  const telling = fc.constantFrom(0x02, 0x03, 0x04, 0x06, 0x10, 0x15, 0x1f, 0x25, 0x80, 0x81, 0xff);
  const tellingBytes = fc
    .array(fc.oneof(telling, fc.nat({ max: 255 })), { maxLength: 60 })
    .map((bytes) => Uint8Array.from(bytes));
  const noise = fc.oneof(fc.uint8Array({ maxLength: 80 }), tellingBytes);
  const mutated = fc
    .tuple(fc.constantFrom(...registerApdus), fc.nat(), fc.nat({ max: 255 }))
    .map(([message, at, value]) => {
      const bytes = fromHex(message);
      bytes[at % bytes.length] = value;
      return bytes;
    });
  const anyCommand = fc
    .tuple(fc.constantFrom(...registerApdus), fc.uint8Array({ maxLength: 40 }))
    .map(([message, data]) => fromHex(apdu(message.slice(0, 4), hex(data))));
  const anyContainer = tellingBytes.map((bytes) => {
    const length = bytes.length.toString(16).padStart(2, '0');
    return fromHex(sale(100, '06', length, hex(bytes)));
  });
  const cutFrame = fc.tuple(fc.constantFrom(...registerApdus), fc.nat()).map(([message, at]) => {
    const frame = encodeFrame(fromHex(message));
    return { bytes: frame.slice(0, 1 + (at % frame.length)), whole: false };
  });
  const framed = fc
    .oneof(mutated, anyCommand, anyContainer, fc.constant(fromHex('800000')))
    .map((bytes) => ({
      bytes,
      whole: true,
    }));
  const raw = noise.map((bytes) => ({ bytes, whole: false }));
  const acks = fc.constantFrom('06', '15').map((byte) => ({ bytes: fromHex(byte), whole: false }));

  it.each(['serial', 'tcp'] as const)('never crashes or hangs on any bytes, %s', async (kind) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.oneof(framed, raw, acks, cutFrame), fc.nat({ max: 3_000 })), {
          maxLength: 12,
        }),
        async (pieces) => {
          const { line, clock, send, answersLogOff, terminal } = torture(kind);
          for (const [{ bytes, whole }, pauseMs] of pieces) {
            if (whole) send(bytes);
            else line.feed(bytes);
            await clock.pass(pauseMs);
          }
          expect(await answersLogOff()).toBe(true);
          expect(terminal.book().filter(({ state }) => state === 'pending')).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
