import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GROUP_SEPARATOR } from '../../core/gs1/element-string.ts';
import { withCheckDigit } from '../../core/gs1/gtin.ts';
import { CURRENCIES } from '../../core/money/currency.ts';
import { minor } from '../../core/money/minor.ts';
import type { CatalogueRow } from '../../till/ports/store.ts';
import { call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

const MUSHROOM = `0${withCheckDigit('690123450001')}`;
const CHEESE_LABEL = withCheckDigit('221234500000');
const GIFT = '6900000000021';
const base = {
  department: 'food',
  taxCode: 'A',
  taxRateBp: 1300,
  plu: null,
  pinyin: '',
  codes: [],
} as const;
const ROWS: CatalogueRow[] = [
  {
    ...base,
    itemId: 'mushroom',
    name: { zh: '蘑菇', en: 'Mushrooms' },
    unit: 'kg',
    priceMinor: minor(398),
    plu: '301',
    codes: [MUSHROOM],
  },
  {
    ...base,
    itemId: 'cheese',
    name: { zh: '奶酪', en: 'Cheese' },
    unit: 'kg',
    priceMinor: minor(398),
    codes: [`0${CHEESE_LABEL}`],
  },
  {
    ...base,
    itemId: 'gift',
    name: { zh: '赠品', en: 'Gift' },
    unit: 'each',
    priceMinor: minor(0),
    plu: '302',
    codes: [`0${GIFT}`],
  },
];

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  till.store.write((tx) => tx.replaceCatalogue('v', ROWS));
  await openForSelling(till);
});
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const none = { quantityThousandths: null, weightGrams: null };

describe('a line that comes to nothing is refused with words', () => {
  const roads: readonly [string, () => Promise<unknown>][] = [
    ['a typed number', () => call(till, 'sale.addPlu', { ...none, plu: '301', weightGrams: 1 })],
    [
      'a picked item',
      () => call(till, 'sale.addItem', { ...none, itemId: 'mushroom', weightGrams: 1 }),
    ],
    ['a weight label', () => scan(withCheckDigit('221234500001'))],
    ['a code with its weight', () => scan(`]C101${MUSHROOM}3103000001`)],
    ['a weight of nothing', () => scan(`${GROUP_SEPARATOR}01${MUSHROOM}3103000001`)],
    ['a price of 0 by its code', () => scan(GIFT)],
    ['a price of 0 by its number', () => call(till, 'sale.addPlu', { ...none, plu: '302' })],
    [
      'many of a price of 0',
      () => call(till, 'sale.addItem', { ...none, itemId: 'gift', quantityThousandths: 9_000 }),
    ],
  ];
  const scan = (text: string) => call(till, 'sale.scan', { text, source: 'wedge' });

  it.each(roads)('%s', async (_, go) => {
    expect(await go()).toMatchObject({
      error: { code: 'worthNothing', params: { name: expect.any(String) } },
    });
    expect(snapshot().basket).toBeNull();
  });

  it('also beside other goods, whose total stays', async () => {
    await must(till, 'sale.addPlu', { ...none, plu: '301', weightGrams: 1000 });
    await call(till, 'sale.addPlu', { ...none, plu: '301', weightGrams: 1 });
    expect(snapshot().basket).toMatchObject({ totalMinor: 398, lines: [{ weightGrams: 1000 }] });
  });

  it('and the smallest weight that comes to something is sold', async () => {
    await must(till, 'sale.addPlu', { ...none, plu: '301', weightGrams: 2 });
    expect(snapshot().basket).toMatchObject({ totalMinor: 1 });
  });
});

it.each([CURRENCIES.CHF, CURRENCIES.NZD, CURRENCIES.SEK, CURRENCIES.HUF])(
  'a total that is less than any coin of $code closes without one',
  async (currency) => {
    till.close();
    till = openTestTill({ settings: { currency } });
    till.store.write((tx) => tx.replaceCatalogue('v', ROWS));
    await openForSelling(till);
    await must(till, 'sale.addPlu', { ...none, plu: '301', weightGrams: 5 });
    expect(snapshot().basket).toMatchObject({ totalMinor: 2, cashDueMinor: 0 });
    expect(await must(till, 'pay.tender', { kind: 'cash', amountMinor: 0 })).toMatchObject({
      complete: true,
    });
    expect(snapshot().basket).toBeNull();
  },
);
