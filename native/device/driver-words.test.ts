import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TERMINAL_DRIVERS } from './terminal-drivers.ts';

interface DriverWords {
  readonly form?: Readonly<Record<string, object>>;
  readonly results?: object;
  readonly statuses?: object;
}

/** What each driver says in a language; one that has only general reasons brings no words. */
function wordsIn(language: 'en' | 'zh'): { driver: string; words: DriverWords }[] {
  return TERMINAL_DRIVERS.flatMap(({ id }) => {
    const file = new URL(`./${id}/words.${language}.json`, import.meta.url);
    if (!existsSync(file)) return [];
    return [{ driver: id, words: JSON.parse(readFileSync(file, 'utf8')) as DriverWords }];
  });
}

/** Every text below a node, by its path. */
function leaves(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, `${path}.${key}`));
}

const inEnglish = wordsIn('en');
const inChinese = wordsIn('zh');

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
