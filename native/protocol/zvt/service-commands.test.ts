import { describe, expect, test } from 'vitest';
import { authorization, refund, sendTotals } from './commands.ts';
import { fromHex, toHex } from './hex.ts';
import { redactApdu } from './redact.ts';
import {
  diagnosis,
  displayText,
  initialisation,
  readCard,
  setTerminalClock,
} from './service-commands.ts';

const hex = (bytes: Uint8Array): string => toHex(bytes);
const of = (text: string): string => hex(fromHex(text));

describe('refund and totals', () => {
  const REFUND = { password: '123456', amountMinor: 500, currencyNumeric: '156' } as const;

  test('refund: password, amount, currency; the wallet where it must be named', () => {
    const plain = '12 34 56 04 00 00 00 00 05 00 49 01 56';
    expect(hex(refund({ ...REFUND, cardType: null }))).toBe(of(`06 31 0d ${plain}`));
    expect(hex(refund({ ...REFUND, cardType: 97 }))).toBe(of(`06 31 0f ${plain} 8a 61`));
    expect(hex(refund({ ...REFUND, cardType: 260 }))).toBe(
      of(`06 31 13 ${plain} 06 04 41 02 01 04`),
    );
  });

  test('totals', () => {
    expect(hex(sendTotals('123456'))).toBe('061003123456');
  });
});

describe('authorization for a wallet', () => {
  const SALE = '04 00 00 00 00 10 10 49 01 56 19 40';

  test('selected: BMP 8A', () => {
    const apdu = authorization(1010, '156', { cardType: 97, code: null });
    expect(hex(apdu)).toBe(of(`06 01 0e ${SALE} 8a 61`));
  });

  test('with the code: BMP 22, F behind an odd digit, and TLV 1F2D 02', () => {
    const even = authorization(1010, '156', { cardType: 97, code: '281234567890123456' });
    expect(hex(even)).toBe(
      of(`06 01 20 ${SALE} 8a 61 22 f0 f9 28 12 34 56 78 90 12 34 56 06 04 1f 2d 01 02`),
    );
    const odd = authorization(1010, '156', { cardType: null, code: '6212345678901234567' });
    expect(hex(odd)).toBe(
      of(`06 01 1f ${SALE} 22 f1 f0 62 12 34 56 78 90 12 34 56 7f 06 04 1f 2d 01 02`),
    );
  });

  test('the code is in no log', () => {
    const apdu = authorization(1010, '156', { cardType: 97, code: '281234567890123456' });
    expect(redactApdu(apdu)).toBe('0601 04:000000001010 49:0156 19:40 8a:61 22:<9> 06:<4>');
  });
});

describe('care of the terminal', () => {
  test('initialisation, diagnosis, clock, card', () => {
    expect(hex(initialisation('123456'))).toBe('069303123456');
    expect(hex(diagnosis())).toBe('06700506031b0102');
    expect(hex(setTerminalClock('123456', '261122', '101500'))).toBe(
      of('06 91 0b 12 34 56 aa 26 11 22 0c 10 15 00'),
    );
    expect(hex(readCard(30))).toBe('06c0011e');
  });

  test('a card is never waited for without end', () => {
    expect([0, -1, 0.4, 500].map((seconds) => hex(readCard(seconds)))).toEqual([
      '06c00101',
      '06c00101',
      '06c00101',
      '06c00178',
    ]);
  });

  test('display text: time, lines, signs outside the set', () => {
    expect(hex(displayText(['Hi', '[1]'], 5, 'cp437'))).toBe(
      of('06 e0 0d f0 05 f1 f0 f2 48 69 f2 f0 f3 3f 31 3f'),
    );
    expect(hex(displayText(['好'], 0, 'utf8'))).toBe(of('06 e0 08 f0 01 f1 f0 f3 e5 a5 bd'));
    expect(hex(displayText(['好'], 9, 'cp437'))).toBe(of('06 e0 06 f0 09 f1 f0 f1 3f'));
  });

  test('display text: eight lines of 99 bytes at most, no sign cut in two', () => {
    const nine = displayText(
      Array.from({ length: 9 }, () => 'a'),
      5,
      'utf8',
    );
    expect(nine.filter((byte) => byte === 0x61)).toHaveLength(8);
    const long = displayText(['a'.repeat(98) + '好'], 5, 'utf8');
    expect(hex(long)).toContain('f1f9f8');
  });

  test('no password in the log', () => {
    const apdus = [initialisation('654321'), setTerminalClock('654321', '261122', '101500')];
    for (const apdu of apdus) expect(redactApdu(apdu)).not.toContain('654321');
  });
});
