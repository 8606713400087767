import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, languages } from '../../core/language.ts';

/** Where a language may be named: the list and its dictionaries, and what is of one language by nature. */
const NAMED_IN: Readonly<Record<string, string>> = {
  'core/language.ts': 'the list',
  'core/tender/kinds/card.ts': 'its label; a later language names it in its own words',
  'core/tender/kinds/cash.ts': 'its label; a later language names it in its own words',
  'renderer/features/shell/plain-screen.tsx': 'a fault in the words of the system, read aloud',
  'renderer/i18n/coded-words.ts': 'the dictionary whose keys codes are checked against',
  'renderer/i18n/dictionaries.ts': 'the dictionary that all others are typed by',
  'renderer/i18n/i18n.ts': 'the dictionary that the keys of all are checked against',
};

/** Folders of the program; `demo` is a shop's data, in the languages that it has names in. */
const FOLDERS = ['contracts', 'core', 'db', 'electron', 'host', 'hq', 'native', 'renderer', 'till'];
const root = new URL('../../', import.meta.url);

const ids = languages().join('|');
const tags = languages()
  .map((each) => LANGUAGES[each].tag)
  .join('|');
/** A quoted id or tag, a property, a key of an object, a column, a file. */
const NAMES = new RegExp(
  `['"\`](?:${ids}|${tags})['"\`]|\\.(?:${ids})\\b|\\b(?:${ids}): ?['"\`]|\\bname_(?:${ids})\\b|\\b(?:${ids}|${tags})\\.json`,
);

function naming(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => /\.(?:ts|tsx|mjs|css|sql)$/.test(path))
      .filter((path) => !/\.test\.tsx?$|\/(?:testing|test-kit|gallery)\//.test(path))
      .filter((path) => NAMES.test(code(readFileSync(new URL(path, root), 'utf8')))),
  );
}

function code(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

describe('a language', () => {
  it('is named in the list and its dictionaries, and in no other module', () => {
    expect(naming().toSorted()).toEqual(Object.keys(NAMED_IN).toSorted());
  });

  it.each([
    `const locale = 'en';`,
    `z.enum(["zh", "fr"])`,
    `return text.zh;`,
    `name: { zh: '', other: '' }`,
    '  name_en TEXT NOT NULL,',
    `import words from './zh.json';`,
    `new Intl.NumberFormat('zh-CN')`,
  ])('would be found in %s', (line) => {
    expect(NAMES.test(line)).toBe(true);
  });

  it.each([`import { z } from 'zod';`, `const english = names.english;`, `of /** 'en' */ what`])(
    'is not in %s',
    (line) => {
      expect(NAMES.test(code(line))).toBe(false);
    },
  );
});
