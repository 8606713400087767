import { expect, test } from 'vitest';
import { isCertainRefusal, isDoubtful, listedResponseCodes, shownCode } from './response-codes.ts';

test('the table has 45 codes, each once', () => {
  const codes = listedResponseCodes();
  expect(codes).toHaveLength(45);
  expect(new Set(codes).size).toBe(45);
  expect(codes.filter((code) => !/^\d\d$/.test(code))).toEqual([]);
});

test('after a doubtful code the terminal has to be asked', () => {
  expect(listedResponseCodes().filter(isDoubtful)).toEqual(['02', '03', '22', '65', '94']);
});

test('a sale counts as not charged only by a code that says so', () => {
  const all = Array.from({ length: 100 }, (_, code) => String(code).padStart(2, '0'));
  // What the printer, the PIN pad or the terminal has to say is no word of the bank.
  const unsure = ['00', '02', '03', '16', '22', '24', '62', '65', '68', '71', '94', '95'];
  const listed = new Set(listedResponseCodes());
  expect(all.filter((code) => listed.has(code) && !isCertainRefusal(code))).toEqual(unsure);
  expect(all.filter((code) => !listed.has(code)).some(isCertainRefusal)).toBe(false);
});

test('a code is never taken for the same one of another protocol', () => {
  expect(shownCode('07')).toBe('T07');
});
