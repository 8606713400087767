import { expect, test } from 'vitest';
import { listedIntermediateCodes } from '../../protocol/zvt/intermediate-codes.ts';
import { listedResultCodes } from '../../protocol/zvt/result-codes.ts';
import { wordsIn } from '../testing/driver-words.ts';
import { zvtReason } from './reasons.ts';

test.each(['en', 'zh'] as const)(
  'every code of the standard has words of its own: %s',
  (language) => {
    const { results = {}, statuses = {} } = wordsIn(language, 'zvt') ?? {};
    const codes = listedResultCodes().filter((code) => code !== '00');
    expect(codes.filter((code) => results[code] === undefined)).toEqual([]);
    const missing = listedIntermediateCodes().filter((code) => statuses[code] === undefined);
    expect(missing).toEqual([]);
  },
);

test('the second block of status codes asks for the card as well', () => {
  const { statuses = {} } = wordsIn('en', 'zvt') ?? {};
  expect(statuses['4A']).toBe(`${statuses['0A']} – remove the card`);
});

test('a code of the bank’s without words is a refusal of the bank’s, and no other code is', () => {
  expect([zvtReason('3F'), zvtReason('01'), zvtReason('63')]).toEqual(
    Array.from({ length: 3 }, () => 'bankDeclined'),
  );
  expect([zvtReason('00'), zvtReason('A7'), zvtReason('T01'), zvtReason('')]).toEqual(
    Array.from({ length: 4 }, () => null),
  );
  expect(zvtReason('33')).toBe('insufficientFunds');
});
