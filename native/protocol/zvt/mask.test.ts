import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsCardNumber, maskCardNumbers, maskPan } from './mask.ts';

const bcd = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Numbers of the schemes for tests, of 12 to 19 digits. */
const NUMBERS = [
  '676770000005',
  '6304985028083',
  '30569309025904',
  '378282246310005',
  '4111111111111111',
  '67677000000000001',
  '560000000000000003',
  '6767700000000000001',
];

describe('a card number as a terminal gives it (BMP 22)', () => {
  it.each([
    ['in clear', '4111111111111111', '************1111'],
    ['masked by the terminal', '474843EEEEEE7743', '************7743'],
    ['of an odd length, padded', '378282246310005F', '***********0005'],
    ['padded with more', '30569309025904FF', '**********5904'],
    ['with a digit that is none in its middle', '4111F11111111111', '************1111'],
    ['masked up to its last digits', '474843EEEEEEEE43', '**************43'],
    ['with the expiry date of a stripe behind it', '4111111111111111D2512', '************1111'],
    ['in small letters', '378282246310005f', '***********0005'],
    ['with a stripe in small letters', '4111111111111111d2512', '************1111'],
    ['shorter than what is kept', '743', '743'],
    ['of no digits', '', ''],
  ])('%s: %s', (_, digits, masked) => {
    expect(maskPan(digits)).toBe(masked);
  });

  it('keeps at most its last four digits', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\dE]{4,19}$/),
        fc.constantFrom('', 'F', 'FF'),
        (pan, end) => {
          const masked = maskPan(pan + end);
          expect(masked).toHaveLength(pan.length);
          expect(masked.slice(0, -4)).toMatch(/^\**$/);
          expect(masked.slice(-4)).toBe(pan.slice(-4).replaceAll('E', '*'));
        },
      ),
    );
  });
});

describe('a text of a terminal', () => {
  it.each(NUMBERS)('keeps the last four digits of %s', (number) => {
    const masked = `${'*'.repeat(number.length - 4)}${number.slice(-4)}`;
    expect(maskCardNumbers(number)).toBe(masked);
    expect(maskCardNumbers(`Karte ${number}, 12,90`)).toBe(`Karte ${masked}, 12,90`);
    expect(holdsCardNumber(ascii(number))).toBe(true);
  });

  it.each([
    ['4111 1111 1111 1111', '**** **** **** 1111'],
    ['3782-822463-10005', '****-******-*0005'],
    ['4111 1111\n1111 1111', '**** ****\n**** 1111'],
    ['27 4111 1111 1111 1111', '27 **** **** **** 1111'],
    ['27-4111111111111111', '27-************1111'],
    ['4111111111111111 12', '************1111 12'],
    ['4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1', '* * * * * * * * * * * * 1 1 1 1'],
  ])('hides the number in %j', (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked);
  });

  it('keeps four digits of the longer one where two numbers overlap', () => {
    // Both the sixteen digits and all eighteen pass the check.
    expect(maskCardNumbers('4111111111111111 18')).toBe('**************11 18');
  });

  it.each([
    ['4111111111111112', 'the check digit is wrong'],
    ['41111111112 7', 'too short: eleven digits'],
    ['41111111111111111115', 'too long: twenty digits'],
    ['000000000000', 'zeros'],
    ['0000 0000 0000 0000', 'zeros in groups'],
    ['411111111111111,1', 'a comma is part of no number'],
    ['Terminal 52500038, Beleg 0042', 'other numbers'],
  ])('keeps %j: %s', (text) => {
    expect(maskCardNumbers(text)).toBe(text);
  });

  it.each([
    ['474843******7743', '************7743'],
    ['4748 43*** 7743', '**** ***** 7743'],
    ['4748-43xxxxxx7743', '****-**xxxxxx7743'],
    ['474843\n######7743', '******\n######7743'],
    ['474843•••7743', '******•••7743'],
    ['474843XXX7743', '******XXX7743'],
    ['Beleg 42 ** 5', 'Beleg 42 ** 5'],
  ])('hides the open start of %j', (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked);
  });
});

describe('bytes that nobody knows', () => {
  it.each([
    ['as digits', ascii('4111111111111111')],
    ['in groups', ascii('4111 1111 1111 1111')],
    ['with dashes', ascii('3782-822463-10005')],
    ['over two lines', ascii('4111 1111\n1111 1111')],
    ['behind other digits', ascii('274111111111111111')],
    ['before other digits', ascii('411111111111111127')],
    ['as BCD', bcd('4111111111111111')],
    ['as BCD with a zero before a digit', bcd('5060990580000006')],
    ['as BCD from the second half of a byte', bcd('e4111111111111111f')],
    ['as a stripe', bcd('4111111111111111d25121011')],
  ])('hold a card number %s', (_, bytes) => {
    expect(holdsCardNumber(bytes)).toBe(true);
  });

  it.each([
    ['a number of a terminal', bcd('123456789012')],
    ['zeros', bcd('000000000000000000')],
    ['a date and a time', bcd('20261122104200')],
    ['eleven digits that pass', bcd('e41111111112')],
    ['a short text', ascii('Kundenbeleg')],
    ['nothing', bcd('')],
  ])('hold none: %s', (_, bytes) => {
    expect(holdsCardNumber(bytes)).toBe(false);
  });
});
