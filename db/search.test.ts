import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../core/money/minor.ts';
import type { CatalogueRow } from '../till/ports/store.ts';
import { cutTerm, runsOf, searchTerms } from './repo/search-terms.ts';
import { prepareReadTx, prepareWriteTx } from './transactions.ts';
import { openScratch } from './scratch.ts';
import { countingIds, steppingClock } from './testing/fakes.ts';
import { testRegister } from './testing/register.ts';
import { catalogueRow } from './testing/shop.ts';

function row(itemId: string, changes: Partial<CatalogueRow>): CatalogueRow {
  return {
    itemId,
    name: { zh: '', en: '' },
    department: 'd',
    taxCode: 'V13',
    taxRateBp: 1300,
    unit: 'each',
    priceMinor: minor(100),
    plu: null,
    pinyin: '',
    codes: [],
    ...changes,
  };
}

const ROWS = [
  row('cola', {
    name: { zh: '可口可乐汽水330ml', en: 'Coca-Cola Soda 330ml' },
    pinyin: 'kkklqs',
    codes: ['06901234567892'],
  }),
  row('pepsi', { name: { zh: '百事可乐500ml', en: 'Pepsi Cola 500ml' }, pinyin: 'bskl' }),
  row('apple', { name: { zh: '红富士苹果', en: 'Fuji Apple' }, plu: '4131', pinyin: 'hfspg' }),
  row('coffee', { name: { zh: '雀巢咖啡', en: 'Nescafé Gold' }, pinyin: 'qckf' }),
  row('ice', { name: { zh: '哈根达斯', en: 'Häagen-Dazs Vanilla' }, pinyin: 'hgds' }),
  row('crisps', { name: { zh: '乐事薯片', en: "Lay's Classic 70 g" }, pinyin: 'lssp yssp' }),
  row('lemon', { name: { zh: '七喜', en: '7-Up' }, pinyin: 'qx' }),
  row('schweppes', { name: { zh: '怡泉', en: 'Sanpellegrino' }, pinyin: 'yq' }),
  row('oat', { name: { zh: '燕麦', en: 'Grød Ølbrød Weißbier' }, pinyin: 'ym' }),
  row('wine', {
    name: { zh: '长城干红葡萄酒', en: 'Great Wall Dry Red' },
    pinyin: "chang'cheng'gan'hong'pu'tao'jiu zcghptj",
  }),
  row('tiny', { name: { zh: '口香糖', en: 'Gum' }, codes: ['00000096385074'], pinyin: 'kxt' }),
];

describe('search', () => {
  function search(text: string, limit = 10): string[] {
    const { store } = testRegister();
    store.write((tx) => tx.replaceCatalogue('v', ROWS));
    return store.read((tx) => tx.searchItems(text, limit)).map((item) => item.itemId);
  }

  test.each<[string, string[]]>([
    ['可乐', ['pepsi', 'cola']],
    ['苹果', ['apple']],
    ['ＣＯＬＡ', ['pepsi', 'cola']],
    ['app', ['apple']],
    ['pple', []],
    ['kkkl', ['cola']],
    ['可乐330', ['cola']],
    ['cola 500', ['pepsi']],
    ['4131', ['apple']],
    ['41', ['apple']],
    ['6901234567892', ['cola']],
    ['69012', ['cola']],
    ['963850', ['tiny']],
    ['06901234567892', ['cola']],
    ['nescafe', ['coffee']],
    ['NESCAFÉ', ['coffee']],
    ['nescafegold', ['coffee']],
    ['haagen', ['ice']],
    ['häagendazs', ['ice']],
    ['lays', ['crisps']],
    ["lay's", ['crisps']],
    ['lays classic', ['crisps']],
    ['70g', ['crisps']],
    ['cocacola', ['cola']],
    ['coca cola', ['cola']],
    ['cocacolasoda', ['cola']],
    ['7up', ['lemon']],
    ['7 up', ['lemon']],
    ['san pellegrino', ['schweppes']],
    ['olbrod', ['oat']],
    ['weissbier', ['oat']],
    ['kl', ['pepsi', 'cola']],
    ['kkl', ['cola']],
    ['lssp', ['crisps']],
    ['yssp', ['crisps']],
    ['changcheng', ['wine']],
    ['hongputao', ['wine']],
    ['ccgh', ['wine']],
    ['zcgh', ['wine']],
    ['gh', ['wine']],
    ['ongpu', []],
    ['', []],
    ['%_*"\'', []],
  ])('%j finds %j', (text, expected) => {
    expect(search(text).toSorted()).toEqual(expected.toSorted());
  });

  test('gives each item once and no more than asked for', () => {
    expect(search('可')).toHaveLength(2);
    expect(search('可', 1)).toHaveLength(1);
    expect(search('可', 0)).toEqual([]);
  });
});

test('terms are the words to their end, and each ending of a Chinese run', () => {
  expect(runsOf('可乐330ML 罐装')).toEqual(['可乐', '330ml', '罐装']);
  expect([...searchTerms({ zh: '可口可乐', en: 'Coca-Cola' }, 'kkkl')]).toEqual([
    '可口可乐',
    '口可乐',
    '可乐',
    '乐',
    'cocacola',
    'cola',
    'kkkl',
    'kkl',
    'kl',
  ]);
});

test('any item is found by any start of its words, typed with accents, in capitals or joined', () => {
  const word = fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ž0-9]{1,8}$/);
  const names = fc.array(word, { minLength: 1, maxLength: 4 });
  const joint = fc.constantFrom(' ', '-', ' - ', "'", '’', '/');
  fc.assert(
    fc.property(names, joint, fc.nat(3), fc.nat(30), (words, between, from, length) => {
      const terms = [...searchTerms({ zh: '', en: words.join(between) }, '')];
      const rest = words.slice(Math.min(from, words.length - 1));
      for (const typed of [rest.join(''), rest.join('').toUpperCase(), rest[0] ?? '']) {
        const [run = ''] = runsOf(typed.slice(0, length + 1));
        expect(terms.some((term) => term.startsWith(cutTerm(run)))).toBe(true);
      }
    }),
  );
});

describe('100,000 items', () => {
  const scratch = openScratch();
  const reads = prepareReadTx(scratch.db);
  beforeAll(() => {
    const identity = { storeId: 'S001', registerId: '3' };
    const options = { clock: steppingClock(), ids: countingIds(), identity };
    const tx = prepareWriteTx(scratch.db, reads, options);
    const rows = Array.from({ length: 100_000 }, (_, index) => catalogueRow(index + 1));
    scratch.db.transaction(() => tx.replaceCatalogue('big', rows)).immediate();
    return () => {
      scratch.close();
    };
  });

  test('are all there and each found by its code', () => {
    for (const number of [1, 777, 50_000, 100_000]) {
      const found = reads.itemByCode(`0${6_900_000_000_000 + number}`);
      expect(found?.itemId).toBe(`I${number}`);
    }
    expect(reads.itemByCode('06900000100001')).toBeNull();
    expect(reads.searchItems('雪碧汽水', 20)).toHaveLength(20);
    expect(reads.searchItems('54321ml', 20).map((item) => item.itemId)).toEqual(['I54321']);
    expect(reads.quickItems(50)).toHaveLength(20);
  });
});
