import { describe, expect, it } from 'vitest';
import { fromHex } from './hex.ts';
import { decodeBatchTotals, decodeStatusInfo, isApprovedStatus, tlvText } from './status-info.ts';
import { decodeTlv } from './tlv.ts';

const hexOf = (text: string) => Buffer.from(text, 'latin1').toString('hex');
const status = (hex: string) => decodeStatusInfo(fromHex(hex));
/** A TLV container (BMP 06) of less than 128 bytes. */
const tlv = (objects: string) => {
  const bytes = fromHex(objects);
  return `06 ${bytes.length.toString(16).padStart(2, '0')} ${objects}`;
};

const NOTHING = {
  resultCode: null,
  hostCode: null,
  amountMinor: null,
  currencyNumeric: null,
  receiptNo: '',
  trace: '',
  originalTrace: '',
  turnoverNo: '',
  terminalId: '',
  merchantId: '',
  authCode: '',
  maskedPan: '',
  cardName: '',
  cardType: '',
  date: '',
  time: '',
  fullDate: '',
  text: '',
  verification: '',
  technology: '',
  dataSource: '',
  receiptRule: '',
  syncNo: '',
  unknown: [],
  totals: null,
  complete: true,
};

describe('the result of a transaction (04 0F)', () => {
  it('tells nothing of what is not there', () => {
    expect(status('')).toEqual(NOTHING);
  });

  it('tells each field by its number', () => {
    expect(
      status(
        '27 00 a0 01 04 00 00 00 00 12 90 49 01 56 87 00 43 0b 00 00 44 37 00 00 45 88 00 00 46 ' +
          `29 52 00 00 38 2a ${hexOf('VU1234567890123')} 3b ${hexOf('889150 \0')} ` +
          '22 f0 f8 47 48 43 ee ee ee 77 43 8a 0a 8b f0 f4 56 49 53 41 0d 03 01 0c 14 02 10 ' +
          `3c f0 f0 f2 ${hexOf('OK')} ` +
          tlv('1f 0e 04 20 26 03 01 1f 10 01 01 1f 12 01 02 1f 2d 01 02 45 01 12 1f 1f 02 00 07'),
      ),
    ).toEqual({
      ...NOTHING,
      resultCode: 0,
      hostCode: 1,
      amountMinor: 1290,
      currencyNumeric: '156',
      receiptNo: '0043',
      trace: '000044',
      originalTrace: '000045',
      turnoverNo: '000046',
      terminalId: '52000038',
      merchantId: 'VU1234567890123',
      authCode: expect.stringContaining('889150'),
      maskedPan: '************7743',
      cardName: 'VISA',
      cardType: '10',
      date: '0301',
      time: '140210',
      text: 'OK',
      fullDate: '20260301',
      verification: '01',
      technology: '02',
      dataSource: '02',
      receiptRule: '12',
      syncNo: '0007',
    });
  });

  it.each([
    ['no receipt number: FFFF', '87 ff ff', { receiptNo: '' }],
    ['a currency that is none', '49 e9 78', { currencyNumeric: null }],
    ['an amount that is none', '04 00 00 00 1e 05 00', { amountMinor: null }],
    [
      'a number that has outgrown its field',
      `0b 00 00 00 ${tlv('1f 2b 04 10 01 50 08')}`,
      { trace: '10015008' },
    ],
    [
      'a number beside a longer one',
      `0b 00 00 12 ${tlv('1f 2b 04 10 01 50 08')}`,
      { trace: '000012' },
    ],
    ['a number of zeros alone', '0b 00 00 00', { trace: '000000' }],
    ['a longer number alone', tlv('1f 2b 04 10 01 50 08'), { trace: '10015008' }],
    ['a card type that needs two bytes', `8a ff ${tlv('41 02 01 2c')}`, { cardType: '300' }],
    ['a card type in the container alone', tlv('41 01 c6'), { cardType: '198' }],
    ['a card type beside one in the container', `8a 0a ${tlv('41 02 01 2c')}`, { cardType: '10' }],
    ['a card type FF without one in the container', '8a ff', { cardType: '255' }],
    [
      'lines for the display',
      tlv(`24 08 07 02 ${hexOf('Hi')} 07 02 ${hexOf('Ho')}`),
      { text: 'Hi Ho' },
    ],
    [
      'a text of its own beside lines for the display',
      `3c f0 f0 f2 ${hexOf('OK')} ${tlv(`24 04 07 02 ${hexOf('Hi')}`)}`,
      { text: 'OK' },
    ],
    ['a name between blanks', `8b f0 f6 ${hexOf(' VISA ')}`, { cardName: 'VISA' }],
    ['letters beyond ASCII', '3c f0 f0 f1 81', { text: 'ü' }],
    ['an unknown field', '27 00 ff 01 02', { resultCode: 0, complete: false }],
  ])('with %s', (_, hex, expected) => {
    expect(status(hex)).toEqual({ ...status(''), ...expected, unknown: expect.anything() });
  });

  it('masks a card number in every text', () => {
    const pan = '4111111111111111';
    const masked = '************1111';
    expect(status(`3c f0 f1 f6 ${hexOf(pan)}`).text).toBe(masked);
    expect(status(`8b f1 f6 ${hexOf(pan)}`).cardName).toBe(masked);
    expect(status(tlv(`24 12 07 10 ${hexOf(pan)}`)).text).toBe(masked);
  });

  it('approves by its result alone, which is 00 where it is not told', () => {
    expect(isApprovedStatus(status('27 00'))).toBe(true);
    expect(isApprovedStatus(status(''))).toBe(true);
    expect(isApprovedStatus(status('27 00 a0 05'))).toBe(true);
    expect(isApprovedStatus(status('27 05'))).toBe(false);
    expect(isApprovedStatus(status('27 6c a0 00'))).toBe(false);
  });
});

describe('the lines of a display (TLV 24)', () => {
  it('are its texts, without empty ones and what is no line', () => {
    const { objects } = decodeTlv(fromHex(`24 0e 07 04 ${hexOf(' Hi ')} 07 01 20 08 01 41 07 00`));
    expect(tlvText(objects, 'cp437')).toBe('Hi');
    expect(tlvText([], 'cp437')).toBe('');
  });
});

describe('the totals of an end of day (BMP 60)', () => {
  const brand = (count: string, amount: string) => `${count} 00 00 00 ${amount}`;
  const brands = [
    brand('01', '00 10 00'),
    brand('00', '00 00 00'),
    brand('ff', '99 99 99'),
    brand('02', '00 20 00'),
    brand('03', '00 30 00'),
    brand('00', '00 00 00'),
    brand('04', '00 40 00'),
  ].join(' ');
  const totals = (hex: string) => decodeBatchTotals(fromHex(hex));

  it('are told per kind of card, in their order', () => {
    expect(totals(`00 01 00 42 ${brands}`)).toEqual({
      receiptFrom: '0001',
      receiptTo: '0042',
      brands: [
        { brand: 'girocard', count: 1, totalMinor: 1000 },
        { brand: 'jcb', count: 0, totalMinor: 0 },
        { brand: 'mastercard', count: 255, totalMinor: 999_999 },
        { brand: 'amex', count: 2, totalMinor: 2000 },
        { brand: 'visa', count: 3, totalMinor: 3000 },
        { brand: 'diners', count: 0, totalMinor: 0 },
        { brand: 'other', count: 4, totalMinor: 4000 },
      ],
    });
  });

  it('are none when they are cut short, too long, or no number: nothing is guessed', () => {
    expect(totals(`00 01 00 42 ${brands.slice(0, -3)}`)).toBeNull();
    expect(totals(`00 01 00 42 ${brands} 00`)).toBeNull();
    expect(totals(`00 01 00 42 ${brands.replace('00 30 00', '00 3e 00')}`)).toBeNull();
  });

  it('come with a status', () => {
    expect(status(`60 f0 f5 f3 00 01 00 42 ${brands}`).totals?.receiptTo).toBe('0042');
    expect(status('60 f0 f0 f1 00').totals).toBeNull();
  });
});
