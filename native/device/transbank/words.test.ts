import { expect, test } from 'vitest';
import { listedResponseCodes, shownCode } from '../../protocol/transbank/response-codes.ts';
import { wordsIn } from '../testing/driver-words.ts';

/** POS Integrado 0900, "mensajes intermedios". */
const INTERMEDIATE = ['78', '79', '80', '81', '82'];

test.each(['en', 'zh'] as const)(
  'every code of the reference has words of its own: %s',
  (language) => {
    const { results = {}, statuses = {} } = wordsIn(language, 'transbank') ?? {};
    const codes = listedResponseCodes().filter((code) => code !== '00');
    expect(codes.filter((code) => results[shownCode(code)] === undefined)).toEqual([]);
    expect(INTERMEDIATE.filter((code) => statuses[shownCode(code)] === undefined)).toEqual([]);
  },
);
