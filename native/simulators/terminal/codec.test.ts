import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeApdu, encodeApdu, splitStream } from './apdu.ts';
import { decodeFields } from './bmp.ts';
import { crcKermit } from './crc.ts';
import { bcd, fromHex, hex, packDigits, readBcd, variable } from './fields.ts';
import { encodeFrame, type FrameEvent, FrameReader } from './frame.ts';
import { decodeTlv, encodeTlv, tlv } from './tlv.ts';

const vectors = readFileSync(new URL('./vectors/serial-frames.tsv', import.meta.url), 'utf8')
  .split(/\r?\n/)
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'))
  .map(([frame = '', apdu = '']) => ({ frame: fromHex(frame), apdu: fromHex(apdu) }));

function readAll(bytes: Iterable<number>, reader = new FrameReader()): FrameEvent[] {
  const events: FrameEvent[] = [];
  for (const byte of bytes) {
    const event = reader.push(byte);
    if (event !== undefined) events.push(event);
  }
  return events;
}

describe('serial frames', () => {
  it('has the check value of CRC-16/KERMIT', () => {
    expect(crcKermit(new TextEncoder().encode('123456789'))).toBe(0x2189);
  });

  it('has all vectors', () => expect(vectors.length).toBe(40));

  it.each(vectors.map((vector) => [hex(vector.apdu).slice(0, 40), vector] as const))(
    'writes and reads %s',
    (_, { frame, apdu }) => {
      expect(hex(encodeFrame(apdu))).toBe(hex(frame));
      expect(readAll(frame)).toEqual([{ kind: 'frame', apdu }]);
    },
  );

  it('refuses every vector with one bit turned over, without inventing a frame', () => {
    for (const { frame, apdu } of vectors) {
      if (frame.length > 40) continue;
      for (let at = 2; at < frame.length; at += 1) {
        const broken = Uint8Array.from(frame);
        broken[at] = (broken[at] ?? 0) ^ 0x04;
        const frames = readAll(broken).filter((event) => event.kind === 'frame');
        expect(frames, `byte ${at} of ${hex(apdu)}`).toEqual([]);
      }
    }
  });

  it('reads any APDU back, also after noise and beside ACK and NAK', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        const apdu = encodeApdu(0x06d1, data);
        const frame = encodeFrame(apdu);
        const events = readAll([0x00, 0x06, 0x15, ...frame, 0x06, ...frame]);
        expect(events.map((event) => event.kind)).toEqual(['ack', 'nak', 'frame', 'ack', 'frame']);
        expect(events.at(-1)).toEqual({ kind: 'frame', apdu });
      }),
    );
  });
});

describe('APDUs', () => {
  it('reads back what it writes, with short and extended lengths', () => {
    for (const length of [0, 1, 254, 255, 256, 1121, 65_535]) {
      const data = new Uint8Array(length).fill(0x41);
      const bytes = encodeApdu(0x06d3, data);
      expect(bytes.length - length).toBe(length <= 254 ? 3 : 5);
      expect(decodeApdu(bytes)).toEqual({ command: 0x06d3, data });
    }
    expect(hex(encodeApdu(0x06d3, new Uint8Array(1121)).slice(0, 5))).toBe('06d3ff6104');
  });

  it('cuts a TCP stream at APDU borders wherever it is split', () => {
    const stream = fromHex(vectors.map(({ apdu }) => hex(apdu)).join(''));
    const expected = vectors.map(({ apdu }) => hex(apdu));
    for (let cut = 0; cut <= 200; cut += 1) {
      const first = splitStream(stream.slice(0, cut));
      const second = splitStream(Uint8Array.from([...first.rest, ...stream.slice(cut)]));
      expect([...first.apdus, ...second.apdus].map(hex)).toEqual(expected);
      expect(second.rest.length).toBe(0);
    }
  });
});

describe('fields', () => {
  it('packs digits, amounts and lengths', () => {
    expect(packDigits('474843EEEEEE7743')).toEqual([...fromHex('474843eeeeee7743')]);
    expect(packDigits('123')).toEqual([0x12, 0x3f]);
    expect(bcd(1010, 6)).toEqual([0, 0, 0, 0, 0x10, 0x10]);
    expect(readBcd(fromHex('000000001010'))).toBe(1010);
    expect(readBcd(fromHex('00ee'))).toBeUndefined();
    expect(variable(3, new Uint8Array(53)).slice(0, 3)).toEqual([0xf0, 0xf5, 0xf3]);
  });

  it('reads the fields of a published authorization', () => {
    const result = decodeFields(fromHex('0201040000000010001944490978'));
    expect(result.ok && [...result.fields.keys()]).toEqual([0x02, 0x04, 0x19, 0x49]);
  });

  it('stops at an unknown bitmap and at a cut field', () => {
    expect(decodeFields(fromHex('040000000010005500'))).toMatchObject({ reason: 'unknownBitmap' });
    expect(decodeFields(fromHex('0400000000'))).toMatchObject({ reason: 'truncated' });
    expect(decodeFields(fromHex('0680'))).toMatchObject({ reason: 'truncated' });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        decodeFields(bytes);
        decodeTlv(bytes);
        decodeApdu(bytes);
      }),
    );
  });

  it('reads back the TLV it writes', () => {
    const objects = [tlv(0x1f10, [1]), tlv(0x2f, new Uint8Array(200)), tlv(0x07, [])];
    const read = decodeTlv(Uint8Array.from(encodeTlv(objects)));
    expect(read?.map(({ tag, value }) => [tag, value.length])).toEqual([
      [0x1f10, 1],
      [0x2f, 200],
      [0x07, 0],
    ]);
  });
});
