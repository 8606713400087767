import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSmallPlainData } from './request-size.ts';

test('data is small enough when its JSON is, give or take the commas', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const chars = JSON.stringify(value).length;
      expect(isSmallPlainData(value, chars * 2 + 8)).toBe(true);
      if (chars > 40) expect(isSmallPlainData(value, Math.floor(chars / 2))).toBe(false);
    }),
  );
});

test('text past the limit is refused, with its escapes counted', () => {
  expect(isSmallPlainData('a'.repeat(98), 100)).toBe(true);
  expect(isSmallPlainData('a'.repeat(99), 100)).toBe(false);
  expect(isSmallPlainData('\n'.repeat(60), 100)).toBe(false);
});

test('circular, endless and wide values end as too large', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  expect(isSmallPlainData(circle, 1000)).toBe(false);
  const twice = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], []);
  expect(isSmallPlainData(twice, 1000)).toBe(false);
  expect(isSmallPlainData({ list: Array.from({ length: 2000 }) }, 1000)).toBe(false);
});

test('what JSON does not carry is refused', () => {
  for (const value of [new Map(), new ArrayBuffer(8), new Uint8Array(2), 1n, () => 0, new Date()]) {
    expect(isSmallPlainData({ value }, 1000)).toBe(false);
  }
});
