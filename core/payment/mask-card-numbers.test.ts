import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskCardNumbers, maskForLog } from './mask-card-numbers.ts';

describe('a text with card numbers', () => {
  it.each([
    ['4111111111111111', '************1111'],
    ['card 4111 1111 1111 1111.', 'card **** **** **** 1111.'],
    ['3782-822463-10005', '****-******-*0005'],
    ['30569309025904', '**********5904'],
    ['3852 000002 3237', '**** ****** 3237'],
    ['PAN=5555555555554444;ref 12', 'PAN=************4444;ref 12'],
    [';6200000000000005=25121011234500000?', ';************0005=…'],
    ['"4111111111111111D2512101"', '"************1111D…"'],
    ['%B4111111111111111^NAME/A^2512101?', '%B************1111^…'],
    ['12 4242424242424242', '12 ************4242'],
    ['４１１１１１１１１１１１１１１１', '************1111'],
    ['卡号４１１１　１１１１　１１１１　１１１１，已付', '卡号**** **** **** 1111，已付'],
    ['4111.1111.1111.1111', '****.****.****.1111'],
    ['4111/1111/1111/1111', '****/****/****/1111'],
    ['4111_1111_1111_1111', '****_****_****_1111'],
    ['4111–1111–1111–1111', '****–****–****–1111'],
    ['4111  1111 - 1111  1111', '****  **** - ****  1111'],
    ['41 11 11 11 11 11 11 11', '** ** ** ** ** ** 11 11'],
    ['411-111-111-111-111-1', '***-***-***-***-111-1'],
    ['6205500000 000000004', '********** *****0004'],
    ['4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1', '*.*.*.*.*.*.*.*.*.*.*.*.1.1.1.1'],
    ['41111111\u200b11111111', '********\u200b****1111'],
    ['280000000000000001', '**************0001'],
    ['300000000000000000000001', '********************0001'],
    ['3000 0000 0000 0000 0000 0001', '**** **** **** **** **** 0001'],
    ['4111111111111111 für ½ kg', '************1111 für ½ kg'],
    ['code 1347 8291 0234 1234 56', 'code **** **** **** **34 56'],
    ['6212345678901234567', '***************4567'],
  ])('%s becomes %s', (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked);
  });

  it.each([
    ['6901234567892', 'a GTIN-13'],
    ['1767319200000', 'a clock in milliseconds'],
    ['01900000-0000-7000-8000-000000000018', 'a UUIDv7'],
    ['4111111111111112', 'a number that fails the check digit'],
    ['41111111111111111115', 'twenty digits that pass the check'],
    ['2088001234567890123456789012', 'an order number of a wallet'],
    ['0000000000000000', 'zeros'],
    ['4200002345202611221234567890', 'an order number of WeChat Pay'],
    ['45.60 12.30 99.00 10.06', 'sums'],
    ['45.60/12.30/99.00/10.06', 'sums with strokes'],
    ['2026-11-22 10:42 / 2026-11-23', 'dates'],
    ['400-820-8820/400-666-5571', 'phone numbers'],
    ['13800138000 13900139000', 'mobile numbers'],
    ['1380 0138 000', 'a mobile number as it is read out'],
    ['S001-01-000123 / S001-01-000124', 'receipt numbers'],
    ['小票０００１２３，欠款１２．５０元', 'full-width digits'],
  ])('leaves %s alone: %s', (text) => {
    expect(maskCardNumbers(text)).toBe(text);
  });
});

const digit = fc.integer({ min: 0, max: 9 }).map(String);
const digits = (length: number) =>
  fc.array(digit, { minLength: length, maxLength: length }).map((all) => all.join(''));

/** The number with the check digit that fits (ISO/IEC 7812-1 annex B). */
function withCheckDigit(number: string): string {
  const total = Array.from(number).reduce((sum, sign, at) => {
    const doubled = (number.length - at) % 2 === 1 ? Number(sign) * 2 : Number(sign);
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${number}${(10 - (total % 10)) % 10}`;
}

describe('whatever people type', () => {
  const between = fc.constantFrom('', ' ', '  ', '-', '.', '/', '_', ' - ', '　', '．', '\u200b');
  const form = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.replaceAll(/\d/g, (sign) => String.fromCharCode(0xff10 + Number(sign))),
  );

  it('keeps at most the last four digits of a card number in groups of four', () => {
    const card = fc
      .tuple(fc.constantFrom('4', '51', '62', '35'), digits(14))
      .map(([issuer, rest]) => withCheckDigit(`${issuer}${rest}`.slice(0, 15)));
    fc.assert(
      fc.property(card, between, form, fc.constantFrom('', 'ref ', '卡'), (pan, sign, as, lead) => {
        const typed = as((pan.match(/\d{4}/g) ?? []).join(sign));
        const left = maskCardNumbers(`${lead}${typed}`).normalize('NFKC').replaceAll(/\D/g, '');
        expect(left).toBe(pan.slice(-4));
      }),
    );
  });

  it('keeps at most the last four digits of a card number of any length there is', () => {
    const card = fc
      .tuple(
        fc.constantFrom('4', '51', '30', '36', '38', '62'),
        fc.integer({ min: 14, max: 19 }),
        digits(19),
      )
      .map(([issuer, length, rest]) => withCheckDigit(`${issuer}${rest}`.slice(0, length - 1)));
    fc.assert(
      fc.property(card, form, fc.constantFrom('', 'ref ', '卡'), (pan, as, lead) => {
        expect(
          maskCardNumbers(`${lead}${as(pan)}`)
            .normalize('NFKC')
            .replaceAll(/\D/g, ''),
        ).toBe(pan.slice(-4));
      }),
    );
  });

  it('keeps sums, phone and receipt numbers, dates and articles, one after the other', () => {
    const sum = fc.tuple(fc.integer({ min: 0, max: 9_999 }), digits(2)).map((all) => all.join('.'));
    const phone = fc.oneof(
      digits(9).map((rest) => `13${rest}`),
      fc.tuple(digits(3), digits(4)).map(([a, b]) => `400-${a}-${b}`),
    );
    const receipt = digits(6).map((rest) => `S001-01-${rest}`);
    const article = digits(10).map((rest) => `690${rest}`);
    const date = fc.constantFrom('2026-11-22', '2026/11/22', '10:42', '2026.11.22');
    const kinds = [sum, receipt, date].map((kind) => fc.array(kind, { maxLength: 6 }));
    const words = fc.oneof(...kinds, fc.tuple(phone), fc.tuple(article));
    fc.assert(
      fc.property(words, fc.constantFrom(' ', '/', ', '), (all, sign) => {
        const text = all.join(sign);
        expect(maskCardNumbers(text)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('is quick with a text of nothing but digits and blanks', () => {
    expect(maskCardNumbers('1 '.repeat(20_000))).toHaveLength(40_000);
  });
});

describe('a line for the log', () => {
  it('has neither a card number nor a payment code', () => {
    expect(maskForLog('cannot read 280000000000000001 of 4111111111111111')).toBe(
      'cannot read **************0001 of ************1111',
    );
  });

  it('keeps ids, times and order numbers', () => {
    const text = '{"time":1767319200000,"id":"019aa9c0-1111-7000-8000-0123456789ab","n":28}';
    expect(maskForLog(text)).toBe(text);
  });
});
