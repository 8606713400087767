import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandUpcE, gtinCheckDigit, gtinKey, printKey, withCheckDigit } from './gtin.ts';
import { verifierDigit } from './verifier.ts';

const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((list) => list.join(''));
const gtin = fc.constantFrom(7, 11, 12, 13).chain(digits).map(withCheckDigit);

describe('GTIN', () => {
  it.each([
    ['6291041500213', 'EAN-13'],
    ['5901234123457', 'EAN-13'],
    ['036000291452', 'UPC-A'],
    ['73513537', 'EAN-8'],
    ['10614141543219', 'GTIN-14'],
  ])('%s (%s) proves itself', (code) => {
    expect(gtinKey(code)).toEqual({ ok: true, value: code.padStart(14, '0') });
  });

  it('gives a UPC-A and its EAN-13 one key, a case another', () => {
    expect(gtinKey('036000291452')).toEqual(gtinKey('0036000291452'));
    expect(gtinKey('10036000291459')).not.toEqual(gtinKey('0036000291452'));
  });

  it.each([
    ['', 'notDigits'],
    ['59012341234A7', 'notDigits'],
    ['５９０１２３４１２３４５７', 'notDigits'],
    ['590123412345', 'checkDigit'],
    ['59012341234', 'wrongLength'],
    ['5901234123458', 'checkDigit'],
  ])('"%s" is refused: %s', (code, error) => {
    expect(gtinKey(code)).toEqual({ ok: false, error });
  });

  it('prints what it read', () => {
    fc.assert(
      fc.property(gtin, (code) => {
        const key = gtinKey(code);
        if (!key.ok) throw new Error(key.error);
        expect(gtinKey(printKey(key.value))).toEqual(key);
      }),
    );
  });

  it('refuses every single wrong digit', () => {
    fc.assert(
      fc.property(gtin, fc.nat(13), fc.integer({ min: 1, max: 9 }), (code, at, off) => {
        const index = at % code.length;
        const wrong = (Number(code[index]) + off) % 10;
        const misread = code.slice(0, index) + wrong + code.slice(index + 1);
        expect(gtinKey(misread)).toEqual({ ok: false, error: 'checkDigit' });
      }),
    );
  });

  it.each([
    ['04252614', '042100005264'],
    ['01234531', '012300000451'],
    ['01234541', null],
    ['01234558', '012345000058'],
    ['01234565', '012345000065'],
    ['11234562', '112345000062'],
    ['0425261', null],
    ['24252614', null],
    ['04252615', null],
  ])('UPC-E %s expands to %s', (short, long) => {
    const result = expandUpcE(short);
    expect(result.ok ? result.value : null).toBe(long);
  });

  it('expands every UPC-E form to a UPC-A that proves itself', () => {
    fc.assert(
      fc.property(fc.constantFrom('0', '1'), digits(6), (system, six) => {
        const candidates = [...'0123456789'].map((check) => expandUpcE(system + six + check));
        const good = candidates.flatMap((result) => (result.ok ? [result.value] : []));
        expect(good).toHaveLength(1);
        const upcA = good[0] ?? '';
        expect(upcA).toHaveLength(12);
        expect(gtinCheckDigit(upcA.slice(0, -1))).toBe(upcA.at(-1));
      }),
    );
  });
});

describe('verifierDigit', () => {
  it.each([
    ['2875', '9'],
    ['1234', '9'],
    ['14685', '6'],
    ['00012', '9'],
    ['0000', '0'],
    ['00000', '0'],
  ])('of %s is %s (GS1 General Specifications §7.9)', (value, digit) => {
    expect(verifierDigit(value)).toBe(digit);
  });

  it('changes with any single digit of the value', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4, 5).chain(digits),
        fc.nat(4),
        fc.integer({ min: 1, max: 9 }),
        (value, at, off) => {
          const index = at % value.length;
          const other = (Number(value[index]) + off) % 10;
          const misread = value.slice(0, index) + other + value.slice(index + 1);
          expect(verifierDigit(misread)).not.toBe(verifierDigit(value));
        },
      ),
    );
  });
});
