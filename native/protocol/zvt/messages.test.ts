import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeApdu } from './apdu.ts';
import {
  abort,
  authorization,
  endOfDay,
  enquireOpenPreAuthorizations,
  logOff,
  registration,
  repeatReceipt,
  reversal,
} from './commands.ts';
import { concat, fromHex, toHex } from './hex.ts';
import { decodeMessage, decodeTerminalStatus } from './messages.ts';
import { redactApdu } from './redact.ts';
import { bytesOf, loadVectors } from './vectors/load-vectors.ts';

function decode(hex: string) {
  return decodeMessage(fromHex(hex));
}

function printed(hex: string): unknown {
  const message = decode(hex);
  return message.kind === 'print' ? message.print : message;
}

describe('what the register sends', () => {
  test('sale of 10.10 CNY', () => {
    expect(toHex(authorization(1010, '156'))).toBe('06010c040000000010104901561940');
  });

  test('registration offers text blocks and a character set', () => {
    const request = {
      password: '123456',
      config: 0xbe,
      currencyNumeric: '156',
      checksSignatures: false,
    } as const;
    expect(toHex(registration({ ...request, charset: 'utf8' }))).toBe(
      '060013123456be0156060b26040a0206d3270314 01fe'.replace(' ', ''),
    );
  });

  test('reversal, repeat receipt, end of day, abort, log-off, open pre-authorisations', () => {
    const void1 = { password: '000000', receiptNo: '0042', amountMinor: 5, currencyNumeric: '978' };
    expect(toHex(reversal(void1))).toBe('063010' + '000000' + '870042' + '04000000000005490978');
    expect(toHex(repeatReceipt('123456'))).toBe('0620051234560303');
    expect(toHex(endOfDay('123456'))).toBe('065003123456');
    expect(toHex(abort())).toBe('06b000');
    expect(toHex(logOff())).toBe('060200');
    expect(toHex(enquireOpenPreAuthorizations())).toBe('06230387ffff');
  });

  test('an amount of more than twelve digits is a bug', () => {
    expect(() => authorization(1_000_000_000_000, '156')).toThrow(RangeError);
    expect(() => authorization(-1, '156')).toThrow(RangeError);
    expect(() => authorization(1.5, '156')).toThrow(RangeError);
  });
});

describe('what the terminal sends', () => {
  test('a status as Portalum.Zvt tests it', () => {
    const rows = loadVectors('apdus.tsv').filter((row) => row.class_instr === '040f');
    const message = decodeMessage(bytesOf(rows[4] ?? {}, 'hex'));
    expect(message).toMatchObject({
      kind: 'status',
      status: {
        resultCode: 0,
        amountMinor: 2040,
        time: '210916',
        date: '1101',
        receiptNo: '0005',
        trace: '10016005',
        terminalId: '00000006',
        cardName: 'MASTERCARD',
        cardType: '6',
      },
    });
  });

  test('a status as ecrterm tests it: masked number, authorisation, contract', () => {
    const rows = loadVectors('apdus.tsv').filter((row) => row.class_instr === '040f');
    const message = decodeMessage(bytesOf(rows[5] ?? {}, 'hex'));
    expect(message).toMatchObject({
      kind: 'status',
      status: {
        amountMinor: 1,
        currencyNumeric: '978',
        receiptNo: '0002',
        authCode: '889150',
        maskedPan: '************7743',
        terminalId: '42003036',
      },
    });
  });

  test('an unknown field hides the rest but keeps what came before', () => {
    const message = decode('04 0f 08 27 00 ff 01 02 03 87 00');
    expect(message).toMatchObject({ kind: 'status', status: { resultCode: 0, complete: false } });
  });

  test.each([
    ['04 ff 01 0a', 0x0a, null, ''],
    ['04 ff 02 0a 05', 0x0a, 5, ''],
    ['04 ff 02 0a 06', 0x0a, 6, ''],
    ['04ff140a010610240e070c5465737420842094208120e1', 0x0a, 1, 'Test ä ö ü ß'],
    ['04ff1e0a01061a241807164269747465204b617274652065696e737465636b656e', 0x0a, 1, ''],
    ['04 ff 09 0a 06 06 24 04 07 02 48 69', 0x0a, null, 'Hi'],
  ])('intermediate status %s', (hex, code, timeoutMinutes, text) => {
    const message = decode(hex);
    expect(message).toMatchObject({ kind: 'intermediate', code, timeoutMinutes });
    if (text !== '') expect(message).toMatchObject({ text });
  });

  test('completion of a registration', () => {
    expect(decode('060f1119002952001233490978060527031401ff')).toMatchObject({
      kind: 'completion',
      completion: {
        statusByte: 0,
        terminalId: '52001233',
        currencyNumeric: '978',
        charset: 'cp437',
      },
    });
  });

  test('abort: bare code first, then fields', () => {
    expect(decode('06 1e 01 6c')).toMatchObject({ kind: 'abort', code: 0x6c });
    expect(decode('061e04b8870123')).toMatchObject({ code: 0xb8, receiptNo: '0123' });
    const text = 'Abbruch durch externes Kommando!';
    const hex = '061e2e6c062b1f1605ff000014411f1720';
    expect(decode(hex + toHex(new TextEncoder().encode(text)))).toMatchObject({ text });
  });

  test('abort: every receipt number it names, once', () => {
    expect(decode('06 1e 04 b8 87 ff ff')).toMatchObject({ receiptNo: 'FFFF', receiptNos: [] });
    expect(decode('06 1e 0f b8 87 00 07 06 09 23 07 08 02 00 07 08 01 00')).toMatchObject({
      receiptNos: ['0007'],
    });
  });

  test('the host’s clock', () => {
    expect(decode('04 01 08 aa 26 11 22 0c 10 15 00')).toEqual({
      kind: 'dateTime',
      date: '261122',
      time: '101500',
    });
    expect(decode('04 01 00')).toEqual({ kind: 'dateTime', date: '', time: '' });
  });

  test('what a terminal tells of itself', () => {
    const told = 'f0f0f3626c61 00 06 13 1f4404 87654321 e4 0a 1f4002 4831 1f4202 3939';
    expect(decodeTerminalStatus(fromHex(told))).toEqual({
      version: 'bla',
      statusCode: 0,
      terminalId: '87654321',
      model: 'H1',
      serialNo: '99',
    });
  });

  test('unknown objects are kept, but none that could hold a card number', () => {
    const status = (container: string) => {
      const value = fromHex(container);
      const message = decodeMessage(
        encodeApdu(0x040f, concat([0x27, 0x00, 0x06, value.length], value)),
      );
      return message.kind === 'status' ? message.status : null;
    };
    expect(status('1f 7e 02 01 02 45 02 12 00 1f 1f 02 00 07 1f 10 01 00')).toMatchObject({
      unknown: [{ tag: '1f7e', hex: '0102' }],
      receiptRule: '1200',
      syncNo: '0007',
      verification: '00',
    });
    expect(status('1f 7e 08 41 11 11 11 11 11 11 11')?.unknown).toEqual([{ tag: '1f7e', hex: '' }]);
    const text = toHex(new TextEncoder().encode('4111111111111111'));
    expect(status(`1f 7e 10 ${text}`)?.unknown).toEqual([{ tag: '1f7e', hex: '' }]);
    expect(status('0d 01 01'.repeat(30))?.unknown).toHaveLength(16);
    const message = decode('04 0f 04 27 00 ff 01');
    expect(message).toMatchObject({ status: { unknown: [{ tag: 'bmpff', hex: '' }] } });
  });

  test('answers', () => {
    expect(decode('80 00 00')).toEqual({ kind: 'positive' });
    expect(decode('84 00 00')).toEqual({ kind: 'positive' });
    expect(decode('84 9c 00')).toEqual({ kind: 'negative', code: 0x9c });
    expect(decode('06 e4 00')).toEqual({ kind: 'unknown', control: 0x06e4 });
    expect(decode('80 00 05')).toEqual({ kind: 'malformed' });
  });

  test.each([
    ['f0f0f3626c6100', 'bla', 0x00],
    ['f0f0f3626c6106', 'bla', 0x06],
    ['f0f0f3626c61060600', 'bla', 0x06],
    ['06', '', 0x06],
    ['9c', '', 0x9c],
  ])('status enquiry completion %s', (hex, version, statusCode) => {
    expect(decodeTerminalStatus(fromHex(hex))).toMatchObject({ version, statusCode });
  });

  test('a print line with the receipt type appended', () => {
    expect(printed('06d109405249454447203530')).toMatchObject({
      receiptKind: null,
      lines: [{ text: 'RIEDG 50', align: 'center', last: false }],
    });
    expect(printed('06d10e405645524b41554606041f070102')).toMatchObject({
      receiptKind: 'customer',
      lines: [{ text: 'VERKAUF', align: 'center' }],
    });
    expect(printed('06d10181')).toMatchObject({ lines: [{ text: ' ', last: true }] });
    expect(printed('06d102ff03')).toMatchObject({ lines: [{}, {}, {}] });
  });

  test.each([
    '06d10d005465737420842094208120e1',
    '06d10d005465737420e420f620fc20df',
    '06d111005465737420c3a420c3b620c3bc20c39f',
  ])('umlauts in whatever set they came: %s', (hex) => {
    expect(printed(hex)).toMatchObject({ lines: [{ text: 'Test ä ö ü ß' }] });
  });

  test('a text block: type, attributes, end', () => {
    const row = loadVectors('apdus.tsv').find((entry) => entry.bytes === '659');
    const message = decodeMessage(bytesOf(row ?? {}, 'hex'));
    expect(message.kind).toBe('print');
    if (message.kind !== 'print') return;
    expect(message.print.receiptKind).toBe('customer');
    expect(message.print.lines.length).toBeGreaterThan(15);
    expect(message.print.lines.some((line) => line.text.includes('PORTALUM'))).toBe(true);
  });
});

describe('any bytes', () => {
  const known = [0x040f, 0x04ff, 0x060f, 0x061e, 0x06d1, 0x06d3, 0x8000, 0x8400];

  test('give a message and a log line, never a throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.uint8Array({ maxLength: 400 }), (control, data) => {
        const apdu = encodeApdu(control, data);
        expect(() => decodeMessage(apdu, 'utf8')).not.toThrow();
        expect(() => redactApdu(apdu)).not.toThrow();
        expect(() => decodeMessage(data)).not.toThrow();
      }),
    );
  });

  test('every vector cut short at every byte is still read', () => {
    for (const row of loadVectors('apdus.tsv')) {
      const data = bytesOf(row, 'hex').slice(3);
      const control = Number.parseInt(row.class_instr ?? '', 16);
      for (let at = 0; at < Math.min(data.length, 200); at += 1) {
        expect(() => decodeMessage(encodeApdu(control, data.slice(0, at)))).not.toThrow();
      }
    }
  });
});

describe('card data', () => {
  const PAN = '4111111111111111';
  const track = '4111111111111111d25122010000012300';

  test('a number in the clear keeps its last four digits, tracks and CVV stay out', () => {
    const status = concat(
      fromHex('2700'),
      fromHex(`22f0f8${PAN}`),
      fromHex(`23f1f7${track}`),
      fromHex('3a0123'),
      fromHex('0e2512'),
    );
    const message = decodeMessage(encodeApdu(0x040f, status));
    expect(message).toMatchObject({ status: { maskedPan: '************1111' } });
    for (const text of [JSON.stringify(message), redactApdu(encodeApdu(0x040f, status))]) {
      expect(text).not.toContain('411111');
      expect(text).not.toContain('2512');
      expect(text).not.toContain('0123');
    }
  });

  test.each([PAN, '4111 1111 1111 1111', `Nr ${PAN} ok`, '12 4111-1111-1111-1111'])(
    'in a print line: %s',
    (text) => {
      const apdu = encodeApdu(0x06d1, concat([0], new TextEncoder().encode(text)));
      for (const shown of [JSON.stringify(decodeMessage(apdu)), redactApdu(apdu)]) {
        expect(shown.replaceAll(/[ -]/g, '')).not.toContain('41111');
        expect(shown).toContain('1111');
      }
    },
  );

  test('a number the terminal masked keeps only its end', () => {
    const apdu = encodeApdu(0x06d1, concat([0], new TextEncoder().encode('474843******7743')));
    expect(JSON.stringify(decodeMessage(apdu))).toContain('"************7743"');
    expect(redactApdu(apdu)).not.toContain('474843');
  });

  test('other long numbers stay readable', () => {
    const apdu = encodeApdu(0x06d1, concat([0], new TextEncoder().encode('Ref 202610310000123')));
    expect(JSON.stringify(decodeMessage(apdu))).toContain('202610310000123');
  });

  test('no password in the log', () => {
    expect(redactApdu(endOfDay('654321'))).toBe('0650 xxxxxx');
    expect(redactApdu(repeatReceipt('654321'))).not.toContain('654321');
  });
});
