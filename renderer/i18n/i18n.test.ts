// @vitest-environment happy-dom
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { languages } from '../../core/language.ts';
import { FILE_FAULTS } from '../../contracts/file-fault.ts';
import {
  NOTICE_CODES,
  type NoticeCode,
  REFUSAL_CODES,
  type RefusalCode,
} from '../../contracts/refusal-codes.ts';
import en from './en.json';
import type { CodedWords, WordsFor } from './coded-words.ts';
import { DICTIONARIES } from './dictionaries.ts';
import { createTexts } from './i18n.ts';
import zh from './zh.json';

const sources: Record<string, string> = import.meta.glob(
  ['../**/*.ts', '../**/*.tsx', '!../**/*.test.*', '!../testing/**'],
  { query: '?raw', import: 'default', eager: true },
);

const service: Record<string, string> = import.meta.glob(
  [
    '../../till/**/*.ts',
    '../../core/**/*.ts',
    '../../electron/preload/*.ts',
    '!../../**/*.test.ts',
  ],
  { query: '?raw', import: 'default', eager: true },
);

const composition: Record<string, string> = import.meta.glob(
  ['../../electron/service/*.ts', '!../../**/*.test.ts'],
  { query: '?raw', import: 'default', eager: true },
);

function leaves(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    leaves(value, path === '' ? key : `${path}.${key}`),
  );
}

const english = new Map(leaves(en));
const chinese = new Map(leaves(zh));
const all = Object.values(sources).join('\n');

/** Looked up by codes that come from outside; their use cannot be seen in the source. */
const BY_CODE = [
  'notice',
  'fileFault',
  'stopped.code',
  'closing.detail',
  'closing.terminal',
  'check.result',
  'deviceCode',
  'terminalStatus',
  'terminalResult',
  'unknownReason',
  'cardGroup',
  'approval.right',
  'approval.what',
  'approval.rule',
];

const STOPPED =
  'headOfficeAhead headOfficeOther copyAhead copyOther copyOpposes diskFull readOnly corrupt newerSchema locked io serviceFailing settings exposed unknown otherRegister dataGone copyLeft';
describe('dictionary', () => {
  it('is there for each language of the list, and for no other', () => {
    expect(Object.keys(DICTIONARIES).toSorted()).toEqual(languages().toSorted());
  });

  it('has the same keys in both languages and no empty text but the intended', () => {
    expect(english.size).toBeGreaterThan(400);
    expect(new Set(chinese.keys())).toEqual(new Set(english.keys()));
    const blank = [...english, ...chinese].filter(([, text]) => text.trim() === '');
    expect(blank).toEqual([]);
  });

  it('calls the card terminal by one name in Chinese', () => {
    expect([...chinese].filter(([, text]) => text.includes('终端'))).toEqual([]);
  });

  it('uses the same values in both languages', () => {
    const values = (text: string) =>
      [...text.matchAll(/\{\{(\w+)\}\}/g)]
        .map((each) => each[1] ?? '')
        .sort((a, b) => a.localeCompare(b))
        .join(' ');
    const differing = [...english].filter(
      ([key, text]) => values(chinese.get(key) ?? '') !== values(text),
    );
    expect(differing).toEqual([]);
  });

  it('has words for every reason to stop', () => {
    const wanted = STOPPED.split(' ').flatMap((code) => [
      `stopped.code.${code}.what`,
      `stopped.code.${code}.next`,
    ]);
    expect(wanted.filter((key) => !english.has(key))).toEqual([]);
  });

  it('has words for every refusal and notice, and for no other: or it does not compile', () => {
    expect(Object.keys(en.error).toSorted()).toEqual([...REFUSAL_CODES].toSorted());
    const { wrongPin, ...fewer } = en.error;
    expect(wrongPin).toContain('PIN');
    en satisfies CodedWords<typeof en>;
    zh satisfies CodedWords<typeof zh>;
    // @ts-expect-error a refusal without words
    fewer satisfies WordsFor<RefusalCode, typeof fewer>;
    const more = { ...en.error, nobodyRefusesThis: '' };
    // @ts-expect-error words without a refusal
    more satisfies WordsFor<RefusalCode, typeof more>;
    const { lineAdded, ...unsaid } = zh.notice;
    expect(lineAdded).toContain('name');
    // @ts-expect-error a notice without words
    unsaid satisfies WordsFor<NoticeCode, typeof unsaid>;
  });

  it('says in both languages why a file was refused, and nothing else', () => {
    const said = [...english.keys()].filter((key) => key.startsWith('fileFault.'));
    expect(new Set(said)).toEqual(new Set(FILE_FAULTS.map((code) => `fileFault.${code}`)));
  });

  it('has no refusal and no notice that nobody gives', () => {
    const sayers = [...Object.values(service), ...Object.values(composition), all].join('\n');
    const said = new Set([...sayers.matchAll(/'(\w+)'/g)].map((each) => each[1] ?? ''));
    expect([...REFUSAL_CODES, ...NOTICE_CODES].filter((code) => !said.has(code))).toEqual([]);
  });

  it('has every key that the source names', () => {
    const named = [...all.matchAll(/\bt\(\s*['"]([\w.]+)['"]/g)].map((each) => each[1] ?? '');
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((key) => !english.has(key))).toEqual([]);
  });

  it('has no key that nothing uses', () => {
    const literal = new Set([...all.matchAll(/['"]([a-zA-Z]+(?:\.[\w]+)+)['"]/g)].map((m) => m[1]));
    const made = [...all.matchAll(/\bt\(`([\w.]*)\$\{[^`]*`/g)].map((each) => each[1] ?? '');
    const unused = [...english.keys()].filter(
      (key) =>
        !literal.has(key) &&
        !BY_CODE.some((prefix) => key.startsWith(`${prefix}.`)) &&
        !made.some((prefix) => prefix !== '' && key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });

  it('speaks both languages and fills in values', () => {
    const texts = createTexts('zh');
    expect(texts.t('bar.lane', { lane: '3' })).toBe('3 号台');
    void texts.changeLanguage('en');
    expect(texts.t('bar.lane', { lane: '3' })).toBe('Lane 3');
  });
});

describe('components', () => {
  const SPOKEN = new Set(['label', 'title', 'aria-label', 'placeholder', 'alt', 'text', 'hint']);
  const hasWords = (text: string) => /\p{L}{2,}/u.test(text);

  it('contain no text of their own', () => {
    const found: string[] = [];
    for (const [file, source] of Object.entries(sources)) {
      // The gallery is for those who build the program; no shop sees it.
      if (!file.endsWith('.tsx') || file.startsWith('../gallery/')) continue;
      const tree = ts.createSourceFile(
        file,
        source,
        ts.ScriptTarget.Latest,
        true,
        ts.ScriptKind.TSX,
      );
      const visit = (node: ts.Node): void => {
        if (ts.isJsxText(node) && hasWords(node.text)) found.push(`${file}: ${node.text.trim()}`);
        if (ts.isJsxAttribute(node) && node.initializer !== undefined) {
          const value = node.initializer;
          const isSpoken = SPOKEN.has(node.name.getText(tree));
          if (isSpoken && ts.isStringLiteral(value) && hasWords(value.text)) {
            found.push(`${file}: ${node.getText(tree)}`);
          }
        }
        ts.forEachChild(node, visit);
      };
      visit(tree);
    }
    expect(found).toEqual([]);
  });
});
