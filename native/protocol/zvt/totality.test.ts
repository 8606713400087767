import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeApdu, encodeApdu } from './apdu.ts';
import { decodeBmps } from './bmp.ts';
import { FRAME_IDLE, encodeFrame, receiveFrameBytes } from './frame.ts';
import { concat, toHex } from './hex.ts';
import { decodeMessage, decodeTerminalStatus } from './messages.ts';
import { decodePrintBlock, decodePrintLine } from './print-text.ts';
import { redactApdu } from './redact.ts';
import { decodeBatchTotals, decodeStatusInfo } from './status-info.ts';
import { decodeTlv, encodeTlv } from './tlv.ts';
import { bytesOf, loadVectors } from './vectors/load-vectors.ts';

/** Bytes at random, and bytes that look enough like fields to get further in. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 6 }),
        fc
          .tuple(fc.constantFrom(0x06, 0x24, 0x25, 0x23, 0x2f), fc.uint8Array({ maxLength: 40 }))
          .map(([tag, value]) => encodeTlv(tag, value)),
        fc
          .tuple(fc.constantFrom(0x22, 0x3c, 0x60, 0x8b), fc.integer({ min: 0, max: 99 }))
          .map(([id, length]) =>
            Uint8Array.of(id, 0xf0 | Math.floor(length / 10), 0xf0 | (length % 10)),
          ),
      ),
      { maxLength: 8 },
    )
    .map((parts) => concat(...parts)),
);

/** Everything a terminal says, by control field. */
const CONTROLS = [
  0x8000, 0x8400, 0x846c, 0x0401, 0x040d, 0x040e, 0x040f, 0x04ff, 0x060f, 0x061e, 0x06d0, 0x06d1,
  0x06d3, 0x06d8, 0x06e4,
];

describe('any bytes give a value or a typed error', () => {
  test.each<[string, (bytes: Uint8Array) => unknown]>([
    ['APDU', (bytes) => decodeApdu(bytes)],
    ['bitmaps', (bytes) => decodeBmps(bytes)],
    ['TLV', (bytes) => decodeTlv(bytes)],
    ['frame', (bytes) => receiveFrameBytes(FRAME_IDLE, bytes)],
    ['status', (bytes) => decodeStatusInfo(bytes)],
    ['totals', (bytes) => decodeBatchTotals(bytes)],
    ['print line', (bytes) => decodePrintLine(bytes, 'cp437')],
    ['print block', (bytes) => decodePrintBlock(bytes, 'utf8')],
    ['terminal status', (bytes) => decodeTerminalStatus(bytes)],
    ['message', (bytes) => decodeMessage(bytes)],
    ['log line', (bytes) => redactApdu(bytes)],
  ])('%s', (_name, decode) => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(decode(bytes)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  test('each message of a terminal, with any data', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CONTROLS), anyBytes, (control, data) => {
        const bytes = encodeApdu(control, data);
        const message = decodeMessage(bytes, 'utf8');
        expect(message.kind).not.toBe('malformed');
        expect(redactApdu(bytes)).toMatch(/^[0-9a-f]{4}/);
      }),
      { numRuns: 1000 },
    );
  });

  test('nesting without end is cut, not followed', () => {
    let nested = Uint8Array.of(0x01);
    for (let depth = 0; depth < 200; depth += 1) nested = Uint8Array.from(encodeTlv(0x2f, nested));
    expect(decodeTlv(nested).complete).toBe(true);
  });
});

test('each published message, framed and split at every byte, is the same message', () => {
  const rows = loadVectors('apdus.tsv').filter((row) => row.header_length_ok === 'True');
  const wrong = rows.filter((row) => {
    const apdu = bytesOf(row, 'hex');
    const frame = encodeFrame(apdu);
    const splits = Array.from({ length: frame.length + 1 }, (_, at) => at);
    return splits.some((at) => {
      const first = receiveFrameBytes(FRAME_IDLE, frame.slice(0, at));
      const second = receiveFrameBytes(first.state, frame.slice(at));
      const read = [...first.events, ...second.events].map((event) =>
        event.kind === 'apdu' ? toHex(event.apdu) : event.kind,
      );
      return read.join() !== toHex(apdu);
    });
  });
  expect(wrong).toEqual([]);
  expect(rows.length).toBeGreaterThan(100);
});
