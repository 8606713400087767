import { expect, test } from 'vitest';
import { isDoubtful, listedResponseCodes, responseText, shownCode } from './response-codes.ts';

test('every code says what happened and what to do, in both languages', () => {
  for (let code = 0; code <= 99; code += 1) {
    const text = responseText(String(code).padStart(2, '0'));
    for (const part of [text.zh, text.en, text.actionZh, text.actionEn]) expect(part).not.toBe('');
    expect(text.key).toMatch(/^transbank\.\w+$/);
  }
  expect(listedResponseCodes()).toHaveLength(45);
  expect(new Set(listedResponseCodes()).size).toBe(45);
});

test('codes a cashier meets', () => {
  expect(responseText('07')).toMatchObject({ key: 'transbank.cancelled', action: 'retry' });
  expect(responseText(shownCode('07'))).toEqual(responseText('07'));
  expect(responseText('08')).toMatchObject({ action: 'payBack' });
  expect(responseText('67')).toMatchObject({ action: 'settle' });
  expect(responseText('26')).toMatchObject({ action: 'keys' });
  expect(responseText('99')).toMatchObject({ key: 'transbank.unknown', action: 'manager' });
  expect(responseText('99')).toEqual(responseText('zz'));
});

test('after a doubtful code the cashier waits for the answer of the terminal', () => {
  const doubtful = listedResponseCodes().filter(isDoubtful);
  expect(doubtful).toEqual(['02', '03', '22', '65', '94']);
  for (const code of doubtful) expect(responseText(code).action).toBe('ask');
});
