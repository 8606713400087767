import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  pressPad,
  readAmount,
  readPieces,
  readQuickEntry,
  readSaleEntry,
  readThousandths,
  readWeight,
  SALE_ENTRY,
} from './entry.ts';

const money = { maxChars: 10, decimals: 2 };
const type = (keys: readonly string[], rules = money) =>
  keys.reduce((text, key) => pressPad(text, key, rules), '');

describe('number pad', () => {
  it('types, deletes and clears', () => {
    expect(type(['1', '2', '.', '5', '0'])).toBe('12.50');
    expect(type(['1', '2', 'back'])).toBe('1');
    expect(type(['1', '2', 'clear'])).toBe('');
    expect(type(['5', '00'])).toBe('500');
  });

  it('begins with 0. when the point comes first and takes only one', () => {
    expect(type(['.', '5', '.', '5'])).toBe('0.55');
  });

  it('stops at the currency’s places and at its length', () => {
    expect(type(['1', '.', '2', '3', '4'])).toBe('1.23');
    expect(type(['1', '.', '2', '00'])).toBe('1.20');
    expect(type(['9', '9', '9'], { maxChars: 2, decimals: 0 })).toBe('99');
    expect(type(['9', '.'], { maxChars: 2, decimals: 0 })).toBe('9');
  });

  it('ignores keys that are no part of a number', () => {
    expect(type(['1', 'a', '-', 'Enter', '2'])).toBe('12');
  });

  it('always holds a number, whatever is pressed', () => {
    const key = fc.constantFrom(...'0123456789.', '00', 'back', 'clear', 'x', '-');
    fc.assert(
      fc.property(fc.array(key, { maxLength: 60 }), (keys) => {
        const text = type(keys, SALE_ENTRY);
        expect(text).toMatch(/^(\d+(\.\d{0,3})?)?$/);
        expect(text.length).toBeLessThanOrEqual(SALE_ENTRY.maxChars);
        if (text !== '') expect(readAmount(text, 3)).not.toBeNull();
      }),
    );
  });
});

describe('reading what was typed', () => {
  it('reads amounts by digits', () => {
    expect(readAmount('12.5', 2)).toBe(1250);
    expect(readAmount('1000', 0)).toBe(1000);
    expect(readAmount('', 2)).toBeNull();
  });

  it('reads a weight in kilograms, and as grams where it can only be grams', () => {
    expect(readWeight('1.254')).toBe(1254);
    expect(readWeight('1254')).toBe(1254);
    expect(readWeight('250')).toBe(250);
    expect(readWeight('2')).toBe(2000);
    expect(readWeight('12')).toBe(12_000);
    expect([readWeight('0'), readWeight('000'), readWeight(''), readWeight('100000')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('reads weights and pieces above zero only', () => {
    expect(readThousandths('1.254')).toBe(1254);
    expect(readThousandths('0.000')).toBeNull();
    expect(readPieces('6')).toBe(6000);
    expect(readPieces('0')).toBeNull();
    expect(readPieces('1.5')).toBeNull();
    expect(readPieces('12345')).toBeNull();
  });

  it('tells a PLU from the digits of a barcode', () => {
    expect(readSaleEntry('')).toEqual({ kind: 'nothing' });
    expect(readSaleEntry('4011')).toEqual({ kind: 'plu', plu: '4011' });
    expect(readSaleEntry('96385074')).toEqual({ kind: 'code', code: '96385074' });
    expect(readSaleEntry('1.2')).toEqual({ kind: 'nonsense' });
  });

  it('never takes an item number for a quantity', () => {
    expect(readQuickEntry('', 'each')).toEqual({ kind: 'one' });
    expect(readQuickEntry('6', 'each')).toEqual({ kind: 'quantity', quantityThousandths: 6000 });
    expect(readQuickEntry('4011', 'each')).toEqual({ kind: 'nonsense' });
    expect(readQuickEntry('1.5', 'each')).toEqual({ kind: 'nonsense' });
    expect(readQuickEntry('', 'kg')).toEqual({ kind: 'askWeight' });
    expect(readQuickEntry('1.254', 'kg')).toEqual({ kind: 'weight', weightGrams: 1254 });
    expect(readQuickEntry('4011', 'kg')).toEqual({ kind: 'nonsense' });
  });
});
