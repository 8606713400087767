import { describe, expect, test } from 'vitest';
import { intermediateText } from './intermediate-texts.ts';
import { listedResultCodes, resultText } from './result-codes.ts';

describe('texts for the cashier', () => {
  test('every result code says what happened and what to do, in both languages', () => {
    for (let code = 0; code <= 0xff; code += 1) {
      const text = resultText(code);
      for (const part of [text.key, text.zh, text.en, text.actionZh, text.actionEn]) {
        expect(part).not.toBe('');
      }
    }
    expect(listedResultCodes().length).toBeGreaterThan(90);
  });

  test('codes a cashier meets daily', () => {
    expect(resultText(0x6c)).toMatchObject({ key: 'aborted', action: 'retry' });
    expect(resultText(0x33)).toMatchObject({ key: 'host.funds', action: 'other' });
    expect(resultText(0x37)).toMatchObject({ key: 'host.wrongPin' });
    expect(resultText(0xf0)).toMatchObject({ key: 'openBatch', action: 'settle' });
    expect(resultText(0xb4)).toMatchObject({ key: 'alreadyReversed', action: 'done' });
    expect(resultText(0x3f)).toMatchObject({ key: 'host.declined' });
  });

  test('every intermediate code has a text; the second block also asks to take the card', () => {
    for (let code = 0; code <= 0xff; code += 1) expect(intermediateText(code).en).not.toBe('');
    expect(intermediateText(0x0a)).toMatchObject({ key: 'insertCard', removeCard: false });
    expect(intermediateText(0x4a)).toMatchObject({ key: 'insertCard', removeCard: true });
    expect(intermediateText(0x66)).toMatchObject({ key: 'waitPhone', removeCard: true });
  });
});
