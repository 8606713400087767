import { expect, test } from 'vitest';
import { isDoubtful, listedResponseCodes, shownCode } from './response-codes.ts';

test('the table has 45 codes, each once', () => {
  const codes = listedResponseCodes();
  expect(codes).toHaveLength(45);
  expect(new Set(codes).size).toBe(45);
  expect(codes.filter((code) => !/^\d\d$/.test(code))).toEqual([]);
});

test('after a doubtful code the terminal has to be asked', () => {
  expect(listedResponseCodes().filter(isDoubtful)).toEqual(['02', '03', '22', '65', '94']);
});

test('a code is never taken for the same one of another protocol', () => {
  expect(shownCode('07')).toBe('T07');
});
