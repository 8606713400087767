import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeApdu, encodeApdu, splitApdus } from './apdu.ts';
import { concat, fromHex, toHex } from './hex.ts';
import { bytesOf, loadVectors } from './vectors/load-vectors.ts';

const ROWS = loadVectors('apdus.tsv');
const WHOLE = ROWS.filter((row) => row.header_length_ok === 'True');

describe('apdu', () => {
  test('the vectors are there', () => {
    expect(ROWS.length).toBe(121);
    expect(WHOLE.length).toBeGreaterThan(100);
  });

  test.each(WHOLE)('$hex: read and written', (row) => {
    const bytes = bytesOf(row, 'hex');
    const apdu = decodeApdu(bytes);
    expect(apdu.ok).toBe(true);
    if (!apdu.ok) return;
    expect(apdu.value.control.toString(16).padStart(4, '0')).toBe(row.class_instr);
    expect(toHex(encodeApdu(apdu.value.control, apdu.value.data))).toBe(toHex(bytes));
  });

  test('fragments are refused, not guessed', () => {
    for (const row of ROWS.filter((entry) => entry.header_length_ok === 'False')) {
      expect(decodeApdu(bytesOf(row, 'hex')).ok).toBe(false);
    }
    expect(decodeApdu(fromHex('06'))).toEqual({ ok: false, error: 'tooShort' });
    expect(decodeApdu(fromHex('06 d1 ff 01'))).toEqual({ ok: false, error: 'tooShort' });
    expect(decodeApdu(fromHex('80 00 01'))).toEqual({ ok: false, error: 'lengthMismatch' });
  });

  test.each([0, 1, 253, 254, 255, 256, 65_535])('%i data bytes', (length) => {
    const bytes = encodeApdu(0x06d3, new Uint8Array(length).fill(0x41));
    expect(bytes.length).toBe(length + (length < 255 ? 3 : 5));
    const apdu = decodeApdu(bytes);
    expect(apdu.ok && apdu.value.data.length).toBe(length);
  });

  test('a TCP stream is cut into its messages at any split', () => {
    const messages = WHOLE.slice(0, 12).map((row) => bytesOf(row, 'hex'));
    const stream = concat(...messages);
    const expected = messages.map((message) => toHex(message));
    for (let at = 0; at <= stream.length; at += 1) {
      const first = splitApdus(new Uint8Array(), stream.slice(0, at));
      const second = splitApdus(first.rest, stream.slice(at));
      expect([...first.apdus, ...second.apdus].map((apdu) => toHex(apdu))).toEqual(expected);
      expect(second.rest.length).toBe(0);
    }
  });

  test('any stream is cut without loss', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { apdus, rest } = splitApdus(new Uint8Array(), bytes);
        expect(toHex(concat(...apdus, rest))).toBe(toHex(bytes));
      }),
    );
  });
});
