import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from './charset.ts';
import { decodeMessage } from './messages.ts';
import { fromHex } from './hex.ts';

const text = (ascii: string) =>
  decodeText(
    Uint8Array.from(ascii, (sign) => sign.charCodeAt(0)),
    'cp437',
  );

describe('control characters in a terminal’s text', () => {
  test.each([
    ['a carriage return between words', '0099\rAID59=12', '0099\nAID59=12'],
    ['several of them', 'AID\r\rTVR', 'AID\nTVR'],
    ['one with a line feed', 'AID\r\nTVR', 'AID\nTVR'],
    ['a form feed', 'AID\fTVR', 'AID\nTVR'],
    ['a tab', 'AID\tTVR', 'AID TVR'],
    ['a NUL between words', 'VISA\u0000DEBIT', 'VISA DEBIT'],
    ['any other', 'VISA\u0014DEBIT', 'VISA DEBIT'],
    ['one beside a blank', 'VISA\u0000 DEBIT', 'VISA DEBIT'],
    ['at the end: nothing to separate', 'VISA\u0000\r', 'VISA'],
    ['at the start', '\r\u0000VISA', 'VISA'],
    ['line feeds stay, also two', 'A\n\nB\n', 'A\n\nB\n'],
  ])('%s', (_name, sent, read) => {
    expect(text(sent)).toBe(read);
  });

  test('no two words are ever glued, and no control character but the line feed gets through', () => {
    const word = fc.stringMatching(/^[A-Z0-9=]{1,6}$/);
    const control = fc
      .array(fc.integer({ min: 0, max: 0x1f }), { minLength: 1, maxLength: 3 })
      .map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, control), { minLength: 1, maxLength: 8 }), (parts) => {
        const read = text(parts.flat().join(''));
        expect(read.split(/[\s]+/).filter((part) => part !== '')).toEqual(
          parts.map(([each]) => each),
        );
        expect([...read].filter((sign) => sign < ' ' && sign !== '\n')).toEqual([]);
      }),
    );
  });

  test('a card number over two lines is masked like one in groups', () => {
    // 4111 1111 1111 1111, the schemes' published test number.
    const hex = Buffer.from('4111 1111\r1111 1111', 'latin1').toString('hex');
    const status = decodeMessage(fromHex(`04 0f 19 27 00 3c f0 f1 f9 ${hex}`));
    expect(JSON.stringify(status)).not.toMatch(/1111\s1111\D/);
    expect(status).toMatchObject({ kind: 'status', status: { text: '**** ****\n**** 1111' } });
  });
});
