import { afterEach, describe, expect, it } from 'vitest';
import { checkSale } from '../../core/upload/build.ts';
import { CURRENCIES, type Currency, type CurrencyCode } from '../../core/money/currency.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { returnKit } from './return-kit.ts';
import { must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const { snapshot, sales, cashInDrawer, begin, isQuiet, isDone } = returnKit(() => ({
  till,
  terminal,
}));
afterEach(() => till.close());

async function open(currency: Currency): Promise<void> {
  terminal = new RefundingTerminal();
  terminal.numeric = currency.numeric;
  till = openTestTill({ terminal, settings: { currency, cashForCardRefund: true } });
  await openForSelling(till);
}

/** Apples at 9.90 the kilo. */
async function weigh(weightGrams: number, totalMinor: number): Promise<void> {
  await must(till, 'sale.addPlu', { plu: '201', quantityThousandths: null, weightGrams });
  expect(snapshot().basket).toMatchObject({ totalMinor });
}

// Weight, total, what is paid in cash.
const HALF_WAY: readonly [CurrencyCode, number, number, number][] = [
  ['SEK', 1970, 1950, 2000],
  ['NOK', 1969, 1949, 1900],
  ['DKK', 1995, 1975, 2000],
  ['NZD', 2015, 1995, 1990],
  ['AUD', 2015, 1995, 1995],
  ['CAD', 2017, 1997, 1995],
  ['CZK', 1970, 1950, 2000],
  ['HUF', 23_081, 22_850, 23_000],
  ['TWD', 23_081, 22_850, 22_900],
  ['HKD', 2015, 1995, 2000],
  ['SGD', 2018, 1998, 2000],
  ['GBP', 2018, 1998, 1998],
  ['USD', 2018, 1998, 1998],
  ['PLN', 2018, 1998, 1998],
];

describe('cash', () => {
  it.each(HALF_WAY)(
    'in %s: %d g cost %d, %d are paid and go back',
    async (code, grams, total, cash) => {
      await open(CURRENCIES[code]);
      await weigh(grams, total);
      expect(snapshot().basket).toMatchObject({ cashDueMinor: cash });
      expect(await must(till, 'pay.tender', { kind: 'cash', amountMinor: cash })).toEqual({
        complete: true,
        changeMinor: 0,
      });
      expect(sales()[0]).toMatchObject({ currency: code, roundingMinor: cash - total });
      expect(cashInDrawer()).toBe(20_000 + cash);

      expect(await begin(sales()[0]?.saleId ?? '')).toMatchObject({ ok: true });
      await isDone();
      expect(sales()[0]).toMatchObject({ totalMinor: -total, roundingMinor: total - cash });
      expect(cashInDrawer()).toBe(20_000);
      expect(sales().flatMap(checkSale)).toEqual([]);
    },
  );

  it('is always rounded down where the shop says so', async () => {
    await open({ ...CURRENCIES.SGD, cashRule: { stepMinor: 5, rounding: 'down' } });
    await weigh(2019, 1999);
    expect(snapshot().basket).toMatchObject({ cashDueMinor: 1995 });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 2000 });
    expect(sales()[0]).toMatchObject({ roundingMinor: -4, changeMinor: 5 });
  });
});

describe('cash beside a card', () => {
  // Weight, total, step and way, paid by card, paid in cash.
  const MIXED = [
    [200, 198, { stepMinor: 5, rounding: 'down' }, 0, 195],
    [200, 198, { stepMinor: 5, rounding: 'down' }, 79, 115],
    [2003, 1983, { stepMinor: 5, rounding: 'halfUp' }, 792, 1190],
    [13_939, 13_800, { stepMinor: 500, rounding: 'down' }, 5520, 8000],
    [13_939, 13_800, { stepMinor: 500, rounding: 'halfUp' }, 5520, 8500],
    [2000, 1980, { stepMinor: 500, rounding: 'halfUp' }, 0, 2000],
  ] as const;

  it.each(MIXED)(
    '%d g, %d with %j: the card gets its %d and the hand its %d again',
    async (grams, total, cashRule, cardMinor, cashMinor) => {
      await open({ ...CURRENCIES.CNY, cashRule });
      await weigh(grams, total);
      if (cardMinor > 0) {
        terminal.approve('0007');
        await must(till, 'pay.card', { amountMinor: cardMinor });
        await isQuiet();
        terminal.nextRefund('0008');
      }
      expect(snapshot().basket).toMatchObject({ cashDueMinor: cashMinor });
      await must(till, 'pay.tender', { kind: 'cash', amountMinor: cashMinor });
      expect(await begin(sales()[0]?.saleId ?? '')).toMatchObject({ ok: true });
      await isDone();
      const [back, sold] = sales();
      expect(back?.tenders.map(({ amountMinor }) => amountMinor)).toEqual(
        sold?.tenders.map(({ amountMinor }) => -amountMinor),
      );
      expect(back).toMatchObject({
        totalMinor: -total,
        roundingMinor: total - cardMinor - cashMinor,
      });
      expect(cashInDrawer()).toBe(20_000);
      expect(sales().flatMap(checkSale)).toEqual([]);
    },
  );
});

describe('cards', () => {
  it('pay whole forints: the rest is rounding, and as much goes back', async () => {
    await open(CURRENCIES.HUF);
    await weigh(23_081, 22_850);
    expect(snapshot().basket).toMatchObject({ remainingMinor: 22_850, cardDueMinor: 22_900 });
    terminal.approve();
    await must(till, 'pay.card', { amountMinor: 22_900 });
    await isQuiet();
    expect(sales()[0]).toMatchObject({ roundingMinor: 50, tenders: [{ amountMinor: 22_900 }] });

    terminal.nextRefund('0008');
    expect(await begin(sales()[0]?.saleId ?? '')).toMatchObject({ ok: true });
    await isDone();
    expect(sales()[0]).toMatchObject({ roundingMinor: -50, tenders: [{ amountMinor: -22_900 }] });
    expect(sales().flatMap(checkSale)).toEqual([]);
  });

  it('pay exactly where they can', async () => {
    await open(CURRENCIES.SEK);
    await weigh(1970, 1950);
    expect(snapshot().basket).toMatchObject({ cardDueMinor: 1950, cashDueMinor: 2000 });
  });
});
