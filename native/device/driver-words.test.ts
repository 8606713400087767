import { describe, expect, it } from 'vitest';
import { TERMINAL_DRIVERS } from './terminal-drivers.ts';
import { wordsIn } from './testing/driver-words.ts';

/** What the drivers say in a language. */
function wordsOfAll(language: 'en' | 'zh') {
  return TERMINAL_DRIVERS.flatMap(({ id }) => {
    const words = wordsIn(language, id);
    return words === null ? [] : [{ driver: id, words }];
  });
}

/** Every text below a node, by its path. */
function leaves(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, `${path}.${key}`));
}

const inEnglish = wordsOfAll('en');
const inChinese = wordsOfAll('zh');

describe('the words of the drivers', () => {
  it('say the same in both languages, and nothing is empty', () => {
    const [one, other] = [inEnglish, inChinese].map((words) => new Map(leaves(words)));
    expect(one?.size).toBeGreaterThan(200);
    expect([...(one?.keys() ?? [])]).toEqual([...(other?.keys() ?? [])]);
    const blank = [...(one ?? []), ...(other ?? [])].filter(([, text]) => text.trim() === '');
    expect(blank).toEqual([]);
    expect([...(other?.values() ?? [])].filter((text) => text.includes('终端'))).toEqual([]);
  });

  it.each(['results', 'statuses'] as const)('no two drivers have one code: %s', (part) => {
    const codes = inEnglish.flatMap(({ words }) => Object.keys(words[part] ?? {}));
    const twice = codes.filter((code, index) => codes.indexOf(code) !== index);
    expect(twice).toEqual([]);
  });

  it('are in their language', () => {
    const wrong = leaves(
      inEnglish.map(({ words }) => [words.results, words.statuses, words.doubts]),
    )
      .concat(
        leaves(inChinese.map(({ words }) => [words.results, words.statuses, words.doubts])).map(
          ([path, text]) => [path, /\p{Script=Han}/u.test(text) ? 'Fine' : text],
        ),
      )
      .filter(([, text]) => !/^[A-Z][^\p{Script=Han}]+$/u.test(text));
    expect(wrong).toEqual([]);
  });

  it('say of a result what happened and what to do next: two sentences at least', () => {
    const results = [...inEnglish, ...inChinese].flatMap(({ words }) => leaves(words.results));
    expect(results.filter(([, text]) => !/[.。;；:：!?].+[.。!?]$/.test(text))).toEqual([]);
  });

  it('are of a code that only its driver has a meaning for', () => {
    const codes = inEnglish.flatMap(({ driver, words }) =>
      Object.keys(words.results ?? {}).map((code) => [driver, code] as const),
    );
    const strange = codes.filter(([driver, code]) =>
      TERMINAL_DRIVERS.some(({ id, reasonOf }) => id !== driver && reasonOf(code) !== null),
    );
    expect(strange).toEqual([]);
  });

  it.each(TERMINAL_DRIVERS.map((driver) => [driver.id, driver] as const))(
    'name each field of the form: %s',
    (id, { fields }) => {
      for (const all of [inEnglish, inChinese]) {
        const form = all.find(({ driver }) => driver === id)?.words.form ?? {};
        const expected = fields.map((field) => {
          const text = [
            'label',
            ...(field.kind === 'text' && field.secret ? ['kept'] : []),
            'missing',
          ];
          return [field.name, field.kind === 'switch' ? ['label', 'off', 'on'] : text] as const;
        });
        const found = Object.entries(form).map(([name, parts]) => {
          return [name, Object.keys(parts)] as const;
        });
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
      }
    },
  );
});
