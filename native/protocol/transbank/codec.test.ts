import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../zvt/hex.ts';
import { loadVectors } from '../zvt/vectors/load-vectors.ts';
import {
  closeBatch,
  detail,
  lastSale,
  loadKeys,
  poll,
  sale,
  totals,
  voidSale,
} from './commands.ts';
import { encodeFrame, FRAME_IDLE, receiveFrameBytes } from './frame.ts';
import type { FrameEvent } from './frame.ts';
import { decodeMessage, redactMessage } from './messages.ts';

const FRAMES = loadVectors('../../transbank/vectors/frames.tsv').map((row) => ({
  name: row['name'] ?? '',
  text: row['data_ascii'] ?? '',
  frame: fromHex(row['frame_hex'] ?? ''),
}));

function vector(name: string): string {
  const found = FRAMES.find((row) => row.name === name);
  if (found === undefined) throw new Error(`no vector ${name}`);
  return found.text;
}

function receiveAll(chunks: readonly Uint8Array[]): readonly FrameEvent[] {
  const events: FrameEvent[] = [];
  let state = FRAME_IDLE;
  for (const chunk of chunks) {
    const step = receiveFrameBytes(state, chunk);
    state = step.state;
    events.push(...step.events);
  }
  return events;
}

describe('frame', () => {
  test('the vectors are there', () => {
    expect(FRAMES).toHaveLength(30);
  });

  test.each(FRAMES)('encodes $name', ({ text, frame }) => {
    expect(toHex(encodeFrame(text))).toBe(toHex(frame));
  });

  test.each(FRAMES)('reads $name split at every byte', ({ text, frame }) => {
    const expected = [{ kind: 'message', text }];
    for (let at = 0; at <= frame.length; at += 1) {
      expect(receiveAll([frame.slice(0, at), frame.slice(at)])).toEqual(expected);
    }
    expect(receiveAll([...frame].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map(codeUnit) });

  test('any text comes back as it went, in any chunks, between acknowledgements and noise', () => {
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 5 }),
        fc.integer({ min: 1, max: 30 }),
        (all, size) => {
          const line = all.flatMap((each) => [0x41, 0x06, ...encodeFrame(each), 0x15]);
          const chunks: Uint8Array[] = [];
          for (let at = 0; at < line.length; at += size) {
            chunks.push(Uint8Array.from(line.slice(at, at + size)));
          }
          expect(receiveAll(chunks)).toEqual(
            all.flatMap((each) => [
              { kind: 'ack' },
              { kind: 'message', text: each },
              { kind: 'nak' },
            ]),
          );
        },
      ),
    );
  });

  test.each([0x00, 0x02, 0x03, 0x06, 0x15])('a check byte of %i is one byte, not a sign', (lrc) => {
    // One character makes the XOR of text and ETX come out as wanted.
    const whole = String.fromCharCode(0x41, 0x41 ^ 0x03 ^ lrc);
    const frame = encodeFrame(whole);
    expect(frame.at(-1)).toBe(lrc);
    expect(receiveAll([frame, Uint8Array.of(0x06)])).toEqual([
      { kind: 'message', text: whole },
      { kind: 'ack' },
    ]);
  });

  test('one flipped bit in the text is never delivered', () => {
    const frame = encodeFrame(vector('sale-ok'));
    for (let at = 1; at < frame.length - 2; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const broken = frame.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        expect(receiveAll([broken]).filter((event) => event.kind === 'message')).toEqual([]);
      }
    }
  });

  test('a control byte inside the text breaks the frame up to its end, and no further', () => {
    const whole = encodeFrame('0900|78');
    expect(receiveAll([fromHex('02 30 06 15 02 03 06'), whole])).toEqual([
      { kind: 'lrcError' },
      { kind: 'message', text: '0900|78' },
    ]);
  });

  test('an endless frame does not fill the memory', () => {
    const endless = new Uint8Array(100_000).fill(0x30).fill(2, 0, 1);
    const { state } = receiveFrameBytes(FRAME_IDLE, endless);
    expect(state.phase).toBe('broken');
    expect(state.text.length).toBeLessThan(10_000);
  });

  test('any bytes leave the receiver in a defined state', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => receiveAll([bytes])).not.toThrow();
      }),
    );
  });
});

function codeUnit(code: number): string {
  return String.fromCharCode(code);
}

describe('requests', () => {
  test.each([
    ['poll', poll()],
    ['load-keys', loadKeys()],
    ['last-sale', lastSale()],
    ['void-op-10', voidSale('10')],
    ['close', closeBatch()],
    ['totals', totals()],
    ['details-send', detail()],
    ['sale-15000-status1', sale(15_000, 'ABC123')],
  ])('%s', (name, request) => {
    expect(request.text).toBe(vector(name));
  });

  test('what silence may repeat: everything but a sale and a close', () => {
    const all = [poll(), loadKeys(), lastSale(), voidSale('1'), totals(), detail()];
    expect(all.every((request) => request.repeatOnSilence)).toBe(true);
    expect([sale(1, 'A'), closeBatch()].some((request) => request.repeatOnSilence)).toBe(false);
  });
});

describe('messages', () => {
  test('an approved credit sale', () => {
    expect(decodeMessage(vector('sale-ok'))).toEqual({
      kind: 'sale',
      code: '0210',
      sale: {
        responseCode: '00',
        commerceCode: '597029414300',
        terminalId: 'ABCD1234',
        ticket: 'ABC123',
        authCode: 'XZ1234',
        amountUnits: 15_000,
        shares: '3',
        shareAmount: '5000',
        lastDigits: '6677',
        operationNo: '60',
        cardType: 'CR',
        accountingDate: '',
        brand: 'VI',
        date: '28102019',
        time: '223512',
        employee: '',
        tip: '',
      },
    });
  });

  test('an approved debit sale, without its account number', () => {
    const message = decodeMessage(vector('sale-ok-debit'));
    expect(message).toMatchObject({ sale: { cardType: 'DB', accountingDate: '281019' } });
    expect(JSON.stringify(message)).not.toContain('30000000');
  });

  test('a sale of a detail has its fields in another order', () => {
    const text =
      '0261|00|597029414300|ABCD1234|ABC123|XZ1234|15000|6677|60|DB|281019|30000000|VI|28102019|' +
      '223512|||5000|3';
    const message = decodeMessage(text);
    expect(message).toMatchObject({
      code: '0261',
      sale: {
        lastDigits: '6677',
        operationNo: '60',
        cardType: 'DB',
        brand: 'VI',
        date: '28102019',
        time: '223512',
        shareAmount: '5000',
        shares: '3',
      },
    });
    expect(JSON.stringify(message)).not.toContain('30000000');
  });

  test.each([
    ['void-ok', { kind: 'void', responseCode: '00', authCode: 'XZ1236', operationNo: '60' }],
    ['void-already', { kind: 'void', responseCode: '04', operationNo: '60' }],
    ['close-ok', { kind: 'done', code: '0510', responseCode: '00' }],
    ['totals-answer', { kind: 'totals', responseCode: '00', count: 1, sumUnits: 2000 }],
    ['progress-81', { kind: 'progress', progress: '81' }],
    ['last-sale-none', { kind: 'sale', code: '0260', sale: { responseCode: '11', ticket: '' } }],
    ['sale-declined', { kind: 'sale', sale: { responseCode: '01', amountUnits: 15_000 } }],
    ['sale-cancelled', { kind: 'sale', sale: { responseCode: '07', operationNo: '' } }],
  ])('%s', (name, expected) => {
    expect(decodeMessage(vector(name))).toMatchObject(expected);
  });

  test.each(['', '|', '0210', '0210||', '0210|0|', '0900|', '9999|00', 'hello'])(
    'what is no message: %j',
    (text) => {
      expect(decodeMessage(text).kind).toBe('unknown');
    },
  );

  test('of a longer number only the last four digits are kept', () => {
    const text = vector('sale-ok').replace('|6677|', '|4111111111111111|');
    expect(decodeMessage(text)).toMatchObject({ sale: { lastDigits: '1111' } });
  });

  test('any text is a message, and its log line holds no card data', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(decodeMessage(text)).toHaveProperty('kind');
        expect(redactMessage(text)).toEqual(expect.any(String));
      }),
    );
    const log = FRAMES.map(({ text }) => redactMessage(text)).join('\n');
    expect(log).toContain('0210 00 ABC123 15000 60');
    expect(log).not.toMatch(/30000000|6677/);
  });
});
