import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, type FrameEvent, FrameReader, lrc } from './frame.ts';
import { describeMessage } from './log-text.ts';

const vectors = readFileSync(new URL('./vectors/frames.tsv', import.meta.url), 'utf8')
  .split(/\r?\n/)
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'))
  .map(([name = '', data = '', frame = '']) => ({ name, data, frame: Buffer.from(frame, 'hex') }));

function readAll(bytes: Iterable<number>, reader = new FrameReader()): FrameEvent[] {
  const events: FrameEvent[] = [];
  for (const byte of bytes) {
    const event = reader.push(byte);
    if (event !== undefined) events.push(event);
  }
  return events;
}

const printable = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map(String.fromCharCode),
});

describe('frames', () => {
  it('has all vectors', () => expect(vectors.length).toBe(30));

  it.each(vectors)('writes and reads $name', ({ data, frame }) => {
    expect(Buffer.from(encodeFrame(data)).toString('hex')).toBe(frame.toString('hex'));
    expect(readAll(frame)).toEqual([{ kind: 'frame', text: data }]);
  });

  it('reads frames whose LRC looks like STX, ETX, ACK, EOT or NUL, side by side', () => {
    const etx = '0'.repeat(2);
    expect(lrc(Buffer.from(etx))).toBe(0x03);
    const texts = ['0100', '0300', '0500||', '0700||', etx, '0100'];
    const stream = texts.flatMap((text) => [...encodeFrame(text), 0x06]);
    const expected = texts.flatMap((text) => [{ kind: 'frame', text }, { kind: 'ack' }]);
    expect(readAll(stream)).toEqual(expected);
  });

  it('refuses every vector with one bit turned over, without inventing a frame', () => {
    for (const { name, frame } of vectors) {
      for (let bit = 8; bit < frame.length * 8; bit += 1) {
        const broken = Uint8Array.from(frame);
        const at = bit >>> 3;
        broken[at] = (broken[at] ?? 0) ^ (1 << (bit & 7));
        const frames = readAll(broken).filter((event) => event.kind === 'frame');
        expect(frames, `bit ${bit} of ${name}`).toEqual([]);
      }
    }
  });

  it('refuses a byte that cannot be printed though the LRC is right', () => {
    const data = [0x30, 0x31, 0x07, 0x30];
    const frame = [0x02, ...data, 0x03, lrc(Uint8Array.from(data))];
    expect(readAll(frame)).toEqual([{ kind: 'bad', reason: 'unprintable' }]);
  });

  it('begins again at an STX and gives a request without end up', () => {
    const cut = encodeFrame('0200|15000').slice(0, 6);
    expect(readAll([...cut, ...encodeFrame('0100')])).toEqual([{ kind: 'frame', text: '0100' }]);
    const endless = [0x02, ...Array.from({ length: 257 }, () => 0x30)];
    expect(readAll(endless)).toEqual([{ kind: 'bad', reason: 'tooLong' }]);
  });

  it('reads any text back however it is cut, after any noise without STX', () => {
    const noise = fc.uint8Array({ maxLength: 20 }).map((bytes) => bytes.filter((b) => b !== 0x02));
    fc.assert(
      fc.property(printable, noise, (text, before) => {
        fc.pre(text.length <= 256);
        const events = readAll([...before, ...encodeFrame(text)]);
        expect(events.at(-1)).toEqual({ kind: 'frame', text });
      }),
    );
  });

  it('never throws, whatever the bytes, and hears the next frame after a reset', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const reader = new FrameReader();
        readAll(bytes, reader);
        reader.reset();
        expect(readAll(encodeFrame('0100'), reader)).toEqual([{ kind: 'frame', text: '0100' }]);
      }),
    );
  });
});

describe('the log', () => {
  it('withholds the bank account of a debit card and nothing else', () => {
    const sale =
      '0210|00|597029414300|ABCD1234|ABC124|XZ1235|15000|0||6677|61|DB|281019|30000000|DB|x|y||';
    expect(describeMessage(sale)).toBe(sale.replace('30000000', '********'));
    const detail = '0261|00|597029414300|ABCD1234|A|XZ1|5|6677|61|DB|281019|30000000|DB|x|y||||';
    expect(describeMessage(detail)).toBe(detail.replace('30000000', '********'));
    for (const plain of ['0260|1|', '0200|15000|ABC123|||1|', '', '0260|11']) {
      expect(describeMessage(plain)).toBe(plain);
    }
  });
});
