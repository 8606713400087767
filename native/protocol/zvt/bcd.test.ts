import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bcdDigits, decodeBcd, encodeBcd } from './bcd.ts';
import { fromHex, toHex } from './hex.ts';

describe('a number as BCD', () => {
  it('is read back as it was written, in any width it fits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (value) => {
        const packed = encodeBcd(value, 6);
        expect(packed).toHaveLength(6);
        expect(decodeBcd(packed)).toBe(value);
        expect(bcdDigits(packed)).toBe(String(value).padStart(12, '0'));
      }),
    );
  });

  it.each([
    [1290, 6, '000000001290'],
    ['156', 2, '0156'],
    [0, 1, '00'],
    [99, 1, '99'],
  ])('%s in %d bytes is %s', (value, bytes, hex) => {
    expect(toHex(encodeBcd(value, bytes))).toBe(hex);
  });

  it.each([
    [100, 1],
    [-1, 2],
    [1.5, 2],
    ['1a', 1],
    ['', 0],
  ])('%s does not fit %d bytes: nothing is cut off', (value, bytes) => {
    expect(() => encodeBcd(value, bytes)).toThrow(RangeError);
  });

  it.each([
    ['1e05', 'a hidden digit, which is no power of ten'],
    ['f128', 'padding before it'],
    ['128f', 'padding behind it'],
    ['0c', 'a nibble that is no digit'],
    ['', 'no digit'],
    ['9007199254740992', 'more than can be counted exactly'],
  ])('is none in %s: %s', (hex) => {
    expect(decodeBcd(fromHex(hex))).toBeNull();
  });

  it('keeps hidden digits and padding visible', () => {
    expect(bcdDigits(fromHex('47 48 43 ee ee 0f'))).toBe('474843EEEE0F');
  });
});
