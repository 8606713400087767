import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { byteCode } from './hex.ts';
import { intermediateText } from './intermediate-texts.ts';
import { listedResultCodes, resultText } from './result-codes.ts';

/** Every code of PA00P015 §10 (error messages), as its table lists them. */
const RESULT_CODES =
  '00 64 65 66 67 68 6A 6B 6C 6E 6F 71 72 73 74 75 76 77 78 79 7A 7B 7C 7D 7E 83 85 89 9A 9B 9C ' +
  'A0 A1 A3 A4 A5 B1 B2 B4 B5 B7 B8 BF C0 C1 C2 C3 C4 C5 C6 C8 C9 CB CC CD D2 DC DD DE E0 E2 E3 ' +
  'E4 E7 E8 E9 EA EB EC ED F0 F1 F5 F6 FA FB FC FD FE FF';

/** Every code of PA00P015 §3.2 (intermediate status); 41-5D, 66 and 67 add "remove card". */
const INTERMEDIATE_CODES =
  '00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10 11 12 13 14 15 16 17 18 19 1A 1B 1C 1D ' +
  '26 27 28 29 2A 2B 2C 41 42 43 44 45 46 47 48 49 4A 4B 4C 4D 4E 4F 50 51 52 53 54 55 56 57 58 ' +
  '59 5A 5B 5C 5D 66 67 68 69 C7 C8 C9 CA CB CC D2 D3 E0 E1 E2 F1 F2 F3 FF';

const codesOf = (list: string): number[] =>
  list.split(' ').map((code) => Number.parseInt(code, 16));

/** The translations the windows show, by the code in hex. */
function shown(language: 'en' | 'zh-CN', group: string): Readonly<Record<string, unknown>> {
  const file = new URL(`../../../renderer/i18n/${language}.json`, import.meta.url);
  const all: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const found = typeof all === 'object' && all !== null ? Object.entries(all) : [];
  const texts: unknown = found.find(([name]) => name === group)?.[1];
  return typeof texts === 'object' && texts !== null ? { ...texts } : {};
}

describe('result codes', () => {
  test('each code of the standard has a text of its own, in both languages, with what to do', () => {
    const listed = new Set(listedResultCodes());
    const codes = codesOf(RESULT_CODES);
    expect(codes.filter((code) => !listed.has(code))).toEqual([]);
    for (const code of codes) {
      const text = resultText(code);
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.actionZh).toMatch(/\p{Script=Han}/u);
      for (const part of [text.en, text.actionEn]) expect(part).toMatch(/^[A-Z][ -~]{2,}/);
    }
  });

  test('no code is listed twice', () => {
    const listed = listedResultCodes();
    expect(new Set(listed).size).toBe(listed.length);
  });

  test('any other code has a text too', () => {
    for (let code = 0; code <= 0xff; code += 1) {
      const text = resultText(code);
      for (const part of [text.key, text.zh, text.en, text.actionZh, text.actionEn]) {
        expect(part).not.toBe('');
      }
    }
  });

  test.each(['en', 'zh-CN'] as const)('the windows have each of them in %s', (language) => {
    const texts = shown(language, 'terminalResult');
    const refusals = codesOf(RESULT_CODES).filter((code) => code !== 0);
    const missing = refusals.map((code) => byteCode(code)).filter((code) => !texts[code]);
    expect(missing).toEqual([]);
  });

  test('codes a cashier meets daily', () => {
    expect(resultText(0x6c)).toMatchObject({ key: 'aborted', action: 'retry' });
    expect(resultText(0x33)).toMatchObject({ key: 'host.funds', action: 'other' });
    expect(resultText(0x37)).toMatchObject({ key: 'host.wrongPin' });
    expect(resultText(0x4b)).toMatchObject({ key: 'host.pinTries', action: 'other' });
    expect(resultText(0xf0)).toMatchObject({ key: 'openBatch', action: 'settle' });
    expect(resultText(0xb4)).toMatchObject({ key: 'alreadyReversed', action: 'done' });
    expect(resultText(0x3f)).toMatchObject({ key: 'host.declined' });
  });
});

describe('intermediate codes', () => {
  test('each code of the standard has a text of its own, in both languages', () => {
    const codes = codesOf(INTERMEDIATE_CODES);
    expect(codes.filter((code) => intermediateText(code).key === 'other')).toEqual([]);
    for (const code of codes) {
      const text = intermediateText(code);
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.en).toMatch(/^[A-Z]/);
    }
  });

  test.each(['en', 'zh-CN'] as const)('the windows have each of them in %s', (language) => {
    const texts = shown(language, 'terminalStatus');
    const own = codesOf(INTERMEDIATE_CODES).filter((code) => code < 0x41 || code > 0x5d);
    const missing = own.map((code) => byteCode(code)).filter((code) => !texts[code]);
    expect([...missing, texts['removeCard'] ? '' : 'removeCard'].join('')).toBe('');
  });

  test('any other code has a general one; the second block also asks to take the card', () => {
    for (let code = 0; code <= 0xff; code += 1) expect(intermediateText(code).en).not.toBe('');
    expect(intermediateText(0x99)).toMatchObject({ key: 'other' });
    expect(intermediateText(0x0a)).toMatchObject({ key: 'insertCard', removeCard: false });
    expect(intermediateText(0x4a)).toMatchObject({ key: 'insertCard', removeCard: true });
    expect(intermediateText(0x66)).toMatchObject({ key: 'waitPhone', removeCard: true });
  });
});
