import { describe, expect, test } from 'vitest';
import { listedIntermediateCodes } from './intermediate-codes.ts';
import { listedResultCodes } from './result-codes.ts';

describe.each([
  ['result codes', listedResultCodes(), 115],
  ['intermediate codes', listedIntermediateCodes(), 85],
])('%s', (_, codes, count) => {
  test('are two hex digits each, and none is listed twice', () => {
    expect(codes.filter((code) => !/^[0-9A-F]{2}$/.test(code))).toEqual([]);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toHaveLength(count);
  });
});

test('the acquirer’s decimal codes are told as their byte', () => {
  // 51 "not enough funds" is 33h, 55 "wrong PIN" is 37h.
  expect(listedResultCodes()).toEqual(expect.arrayContaining(['33', '37', '60']));
});
