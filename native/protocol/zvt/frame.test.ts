import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crcKermit } from './crc.ts';
import { encodeFrame, FRAME_IDLE, receiveFrameBytes } from './frame.ts';
import type { FrameEvent } from './frame.ts';
import { concat, fromHex, toHex } from './hex.ts';
import { bytesOf, loadVectors } from './vectors/load-vectors.ts';

const FRAMES = [
  ...loadVectors('serial-frames.tsv').map((row) => ({ row, name: row.source ?? '' })),
  ...loadVectors('edge-cases.tsv').map((row) => ({ row, name: row.name ?? '' })),
];

function receiveAll(chunks: readonly Uint8Array[]): FrameEvent[] {
  const events: FrameEvent[] = [];
  let state = FRAME_IDLE;
  for (const chunk of chunks) {
    const step = receiveFrameBytes(state, chunk);
    state = step.state;
    events.push(...step.events);
  }
  return events;
}

function apdus(events: readonly FrameEvent[]): string[] {
  return events.map((event) => (event.kind === 'apdu' ? toHex(event.apdu) : event.kind));
}

describe('frame', () => {
  test('the vectors are there', () => {
    expect(FRAMES.length).toBe(40);
  });

  test('the check sum is CRC-16/KERMIT', () => {
    expect(crcKermit(new TextEncoder().encode('123456789'))).toBe(0x2189);
  });

  test.each(FRAMES)('encodes $name', ({ row }) => {
    expect(toHex(encodeFrame(bytesOf(row, 'apdu_hex')))).toBe(toHex(bytesOf(row, 'frame_hex')));
  });

  test.each(FRAMES)('reads $name split at every byte', ({ row }) => {
    const frame = bytesOf(row, 'frame_hex');
    const expected = [toHex(bytesOf(row, 'apdu_hex'))];
    for (let at = 0; at <= frame.length; at += 1) {
      expect(apdus(receiveAll([frame.slice(0, at), frame.slice(at)]))).toEqual(expected);
    }
    expect(apdus(receiveAll([...frame].map((byte) => Uint8Array.of(byte))))).toEqual(expected);
  });

  test('any APDU comes back as it went, in any chunks, between noise', () => {
    const noise = fc.uint8Array({ maxLength: 20 }).map((bytes) => bytes.map((b) => b | 0x20));
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 1, maxLength: 4 }),
        noise,
        fc.integer({ min: 1, max: 40 }),
        (messages, between, size) => {
          const line = concat(...messages.flatMap((message) => [between, encodeFrame(message)]));
          const chunks: Uint8Array[] = [];
          for (let at = 0; at < line.length; at += size) chunks.push(line.slice(at, at + size));
          expect(apdus(receiveAll(chunks))).toEqual(messages.map((message) => toHex(message)));
        },
      ),
    );
  });

  test('one flipped bit inside the data is never delivered', () => {
    const frame = encodeFrame(fromHex('04 0f 02 27 00'));
    for (let at = 2; at < frame.length - 4; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const broken = frame.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        expect(receiveAll([broken]).filter((event) => event.kind === 'apdu')).toEqual([]);
      }
    }
  });

  test('after a framing error nothing is taken for an answer until the line is quiet', () => {
    const { state, events } = receiveFrameBytes(FRAME_IDLE, fromHex('10 02 06 10 41 06 15 10 02'));
    expect(events).toEqual([]);
    expect(state.phase).toBe('discard');
  });

  test('any bytes leave the receiver in a defined state', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => receiveAll([bytes])).not.toThrow();
      }),
    );
  });
});
