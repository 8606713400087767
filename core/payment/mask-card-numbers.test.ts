import { describe, expect, it } from 'vitest';
import { maskCardNumbers, maskForLog } from './mask-card-numbers.ts';

describe('a text with card numbers', () => {
  it.each([
    ['4111111111111111', '************1111'],
    ['card 4111 1111 1111 1111.', 'card **** **** **** 1111.'],
    ['3782-822463-10005', '****-******-*0005'],
    ['PAN=5555555555554444;ref 12', 'PAN=************4444;ref 12'],
    [';6200000000000005=25121011234500000?', ';************0005=…'],
    ['"4111111111111111D2512101"', '"************1111D…"'],
    ['%B4111111111111111^NAME/A^2512101?', '%B************1111^…'],
    ['12 4242424242424242', '12 ************4242'],
  ])('%s becomes %s', (text, masked) => {
    expect(maskCardNumbers(text)).toBe(masked);
  });

  it.each([
    ['6901234567892', 'a GTIN-13'],
    ['1767319200000', 'a clock in milliseconds'],
    ['01900000-0000-7000-8000-000000000018', 'a UUIDv7'],
    ['4111111111111112', 'a number that fails the check digit'],
    ['2088001234567890123456789012', 'an order number of a wallet'],
    ['0000000000000000', 'zeros'],
  ])('leaves %s alone: %s', (text) => {
    expect(maskCardNumbers(text)).toBe(text);
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
