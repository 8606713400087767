import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PrintBlock } from '../../../core/receipt/types.ts';
import { encodeCutOff, encodeDrawerKick, encodeDrawerKickNow, encodePieces } from './encode.ts';
import type { PrinterProfile } from './encode.ts';
import { encodeText } from './encode-text.ts';
import {
  applyStatus,
  blockingCode,
  CONDITION_GOOD,
  automaticCondition,
  encodeClearBuffers,
  encodeOrderedQuestion,
  encodeProcessId,
} from './status.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const CHINESE: PrinterProfile = { columns: 48, codePage: 'gb18030', cutter: true };
const EUROPEAN: PrinterProfile = { columns: 42, codePage: 'cp858', cutter: true };
const END = '1b6404' + '1d564200';

function line(text: string, more: Partial<Extract<PrintBlock, { kind: 'text' }>> = {}): PrintBlock {
  return { kind: 'text', text, align: 'left', bold: false, size: 'normal', ...more };
}

function encoded(blocks: PrintBlock[], profile = EUROPEAN): string {
  return encodePieces({ columns: profile.columns, blocks }, profile).map(hex).join('');
}

test('what hangs at the cutter is cut off, or parted by lines to tear in', () => {
  const profile = { columns: 42, codePage: 'cp858' } as const;
  expect([...encodeCutOff({ ...profile, cutter: true })]).toEqual([0x1b, 0x40, 0x1d, 0x56, 66, 0]);
  expect([...encodeCutOff({ ...profile, cutter: false })]).toEqual([0x1b, 0x40, 0x1b, 0x64, 4]);
});

describe('golden bytes (Epson ESC/POS command reference)', () => {
  test('a European line: reset, USA, font A, no Kanji mode, code page 858, text, feed, cut', () => {
    const text = '1b6100' + '1b4500' + '416220d520802d' + '0a';
    expect(encoded([line('Ab € Ç-')])).toBe(`1b401b52001b4d00${'1c2e1b7413'}${text}${END}`);
  });

  test('a Chinese line in two-byte mode', () => {
    expect(encoded([line('牛奶 1')], CHINESE)).toBe(
      `1b401b52001b4d00${'1c26'}1b61001b4500${'c5a3c4cc2031'}0a${END}`,
    );
  });

  test('centred, bold, large; set back afterwards, also for Chinese characters', () => {
    const block = line('X', { align: 'center', bold: true, size: 'large' });
    expect(encoded([block])).toContain('1b61011b45011d2111580a1d2100');
    expect(encoded([block], CHINESE)).toContain('1d21111c210c580a1d21001c2100');
    expect(encoded([line('X', { align: 'right', size: 'tall' })])).toContain('1b61021b45001d2101');
  });

  test('Code 128 in sets B and C, braces doubled, no digits below', () => {
    expect(encoded([{ kind: 'barcode', symbology: 'code128', data: 'A{1' }])).toContain(
      '1b61011d68481d77031d48001d6b49067b42417b7b310a',
    );
    expect(encoded([{ kind: 'barcode', symbology: 'code128', data: 'R-000042X' }])).toContain(
      `1d6b490b${'7b42522d'}${'7b4300002a'}${'7b4258'}0a`.replace('0b', '0c'),
    );
  });

  test('a code that is wider than the paper comes as QR', () => {
    const narrow = { ...EUROPEAN, columns: 32 } as const;
    const block = {
      kind: 'barcode',
      symbology: 'code128',
      data: 'RABCDEFGH-ABCD-000001X',
    } as const;
    expect(encoded([block], narrow)).toContain('1d286b0300315130');
    expect(encoded([block], narrow)).not.toContain('1d6b49');
    expect(encoded([block], CHINESE)).toContain('1d6b49');
  });

  test('QR: model 2, size, correction M, data, print', () => {
    expect(encoded([{ kind: 'qr', data: 'AB' }])).toContain(
      '1d286b0400314132001d286b03003143041d286b03003145311d286b05003150304142' + '1d286b0300315130',
    );
  });

  test('a long QR carries its length low byte first', () => {
    const data = 'x'.repeat(300);
    expect(encoded([{ kind: 'qr', data }])).toContain('1d286b2f01315030');
  });

  test('the drawer: a pulse of 50 ms in print order, and one of 100 ms at once', () => {
    expect(encoded([])).not.toContain('1b70');
    expect(hex(encodeDrawerKick())).toBe('1b700019fa');
    expect(hex(encodeDrawerKickNow())).toBe('1014010001');
  });

  test('no cutter: fed, not cut', () => {
    expect(encoded([{ kind: 'feed', lines: 2 }], { ...EUROPEAN, cutter: false })).toBe(
      '1b401b52001b4d001c2e1b74131b64021b6404',
    );
  });
});

describe('text', () => {
  test.each([
    ['牛', 'cp858', '?'],
    ['€', 'cp437', '?'],
    ['ä', 'cp437', '\x84'],
    ['😀', 'gb18030', '\xa3\xbf'],
    ['ñ', 'gb18030', 'n'],
    ['é', 'gb18030', '\xa8\xa6'],
    ['ő', 'cp858', 'o'],
    ['a\u200bb\u00adc\ufeff', 'cp858', 'abc'],
    ['a\u200bb\u00adc\ufeff', 'gb18030', 'abc'],
    ['a\u00a0b', 'cp437', 'a b'],
    ['é', 'cp858', '\x82'],
    ['e\u0301', 'cp858', '\x82'],
  ] as const)('%s in %s', (text, codePage, expected) => {
    expect(Buffer.from(encodeText(text, codePage)).toString('latin1')).toBe(expected);
  });

  test('no text can bring a command to the printer', () => {
    const pages = ['gb18030', 'cp858', 'cp437'] as const;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...pages), (text, page) => {
        const bytes = encodeText(text, page);
        expect(bytes.every((byte) => byte >= 0x20 && byte !== 0x7f)).toBe(true);
      }),
    );
  });
});

describe('status', () => {
  test.each([
    [1, 0x1a, 'offline'],
    [2, 0x16, 'coverOpen'],
    [2, 0x32, 'paperOut'],
    [2, 0x52, 'printerError'],
    [3, 0x1a, 'printerError'],
    [4, 0x72, 'paperOut'],
    [4, 0x1e, null],
    [1, 0x12, null],
  ] as const)('DLE EOT %i answered %i', (question, byte, code) => {
    expect(blockingCode(applyStatus(CONDITION_GOOD, question, byte))).toBe(code);
  });

  test('paper near its end does not stop printing', () => {
    expect(applyStatus(CONDITION_GOOD, 4, 0x1e).paperNearEnd).toBe(true);
  });

  test('automatic status gives the whole picture at once', () => {
    expect(blockingCode(automaticCondition([0x10, 0, 0, 0]))).toBeNull();
    expect(automaticCondition([0x10, 0, 0x03, 0]).paperNearEnd).toBe(true);
    expect(blockingCode(automaticCondition([0x18, 0, 0x0f, 0]))).toBe('paperOut');
    expect(blockingCode(automaticCondition([0x38, 0, 0, 0]))).toBe('coverOpen');
    expect(blockingCode(automaticCondition([0x18, 0x08, 0, 0]))).toBe('printerError');
    expect(blockingCode(automaticCondition([0x18, 0, 0, 0]))).toBe('offline');
  });

  test('questions: process ID, answers in print order, clear the buffers', () => {
    expect(hex(encodeProcessId('0A1Z'))).toBe('1d284806003030' + '3041315a');
    expect(hex(encodeOrderedQuestion())).toBe('1d7201' + '1d7202');
    expect(hex(encodeClearBuffers())).toBe('10140801031401060208');
  });
});
