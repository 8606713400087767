import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingsOf } from './pinyin-readings.ts';

describe('readings of a Chinese name', () => {
  it.each([
    ['可口可乐汽水330ml', "ke'kou'ke'le'qi'shui kkkyqs"],
    ['重庆小面(箱)', "chong'qing'xiao'mian'xiang zqxmx"],
    ['长城干红', "chang'cheng'gan'hong zcgh ccgg"],
    ['薄荷糖', "bo'he'tang"],
    ['女儿红', "nv'er'hong reh neg"],
    ['绿茶', "lv'cha"],
    ['Coca-Cola 330ml', ''],
    ['', ''],
  ])('%s is read %s', (name, readings) => {
    expect(readingsOf(name)).toBe(readings);
  });

  it('holds at most one full reading and six of initials, whatever stands there', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[一-龥 a-z]{0,30}$/u),
    );
    fc.assert(
      fc.property(text, (name) => {
        const form = /^$|^[a-z]+(?:'[a-z]+)*(?: [a-z]+){0,6}$/;
        expect(readingsOf(name)).toMatch(form);
      }),
    );
  });
});
