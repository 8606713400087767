import { beforeAll, describe, expect, test } from 'vitest';
import { minor } from '../core/money/minor.ts';
import type { CatalogueRow } from '../till/store.ts';
import { runsOf, searchTerms } from './repo/search-terms.ts';
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

test('terms are the words, and each ending of a Chinese run', () => {
  expect(runsOf('可乐330ML 罐装')).toEqual(['可乐', '330ml', '罐装']);
  expect([...searchTerms({ zh: '可口可乐', en: 'Coca-Cola' }, 'kkkl')]).toEqual([
    '可口可乐',
    '口可乐',
    '可乐',
    '乐',
    'coca',
    'cola',
    'kkkl',
  ]);
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
