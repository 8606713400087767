import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { checkManifest, checkSale } from '../../core/upload/build.ts';
import { CURRENCIES } from '../../core/money/currency.ts';
import type { TaxMode } from '../../core/basket/types.ts';
import type { TaxRule } from '../../core/tax/vat.ts';
import { handOver } from './hand-over.ts';
import {
  BREAD,
  call,
  MILK,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const sales = () => till.store.read((tx) => tx.recentSales(999)).map(({ sale }) => sale);

/** One thing a cashier does; amounts are parts of what is due, in percent. */
type Act =
  | { readonly act: 'scan' | 'weigh' | 'void' | 'park' | 'repeat' }
  | { readonly act: 'cash' | 'card' | 'declined'; readonly percent: number };

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ act: fc.constantFrom('scan', 'weigh', 'void', 'park', 'repeat') }),
    fc.record({
      act: fc.constantFrom('cash', 'card', 'declined'),
      percent: fc.integer({ min: 1, max: 130 }),
    }),
  ) as fc.Arbitrary<Act>,
  { minLength: 3, maxLength: 14 },
);

let receipt = 0;

async function play(act: Act): Promise<void> {
  const { basket } = snapshot();
  switch (act.act) {
    case 'scan':
      await call(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
      return;
    case 'weigh':
      await call(till, 'sale.addPlu', { plu: '201', quantityThousandths: null, weightGrams: 333 });
      return;
    case 'repeat':
      await call(till, 'sale.repeatLast', {});
      return;
    case 'void':
      await call(till, 'sale.voidLine', {
        lineId: basket?.lines[0]?.lineId ?? 'none',
        reason: 'customer',
      });
      return;
    case 'park': {
      await call(till, 'sale.park', { label: '' });
      const [parked] = snapshot().suspended;
      if (parked !== undefined) await must(till, 'sale.resume', { basketId: parked.basketId });
      return;
    }
    case 'cash':
      await call(till, 'pay.tender', {
        kind: 'cash',
        amountMinor: part(basket?.cashDueMinor, act.percent),
      });
      return;
    default: {
      receipt += 1;
      const receiptNo = String(receipt).padStart(4, '0');
      if (act.act === 'card') till.terminal.approve(receiptNo);
      else {
        till.terminal.pays = (observer) => {
          observer.sending();
          return Promise.resolve({ kind: 'declined', result: null, reason: '6C' });
        };
      }
      await call(till, 'pay.card', { amountMinor: part(basket?.remainingMinor, act.percent) });
      await until(till, () => snapshot().payment === null);
    }
  }
}

const part = (amount: number | undefined, percent: number): number =>
  Math.max(1, Math.floor(((amount ?? 0) * percent) / 100));

/** Pays what is left, so that the drawer can be counted. */
async function finish(): Promise<void> {
  const { basket } = snapshot();
  if (basket === null) return;
  if (basket.lines.every((line) => line.voided)) {
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    return;
  }
  expect(
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: basket.cashDueMinor }),
  ).toEqual({
    complete: true,
    changeMinor: 0,
  });
}

const stores = [
  ['CNY', 'inside'],
  ['CHF', 'inside'],
  ['CHF', 'onTop'],
  ['JPY', 'inside'],
  ['KWD', 'onTop'],
  ['CLP', 'inside'],
  ['HUF', 'inside'],
  ['NZD', 'onTop'],
] as const satisfies readonly (readonly [keyof typeof CURRENCIES, TaxMode])[];

describe('whatever a cashier does', () => {
  it.each(stores)(
    'in %s with tax %s, every sale is right and the drawer agrees',
    async (c, mode) => {
      const taxRule: TaxRule = { taxMode: mode, taxRounding: 'perReceipt' };
      const currency = CURRENCIES[c];
      await fc.assert(
        fc.asyncProperty(acts, async (list) => {
          till = openTestTill({ settings: { currency, taxRule } });
          till.terminal.numeric = currency.numeric;
          try {
            await openForSelling(till);
            for (const act of list) await play(act);
            await finish();
            await checkBooks(currency.cashRule.stepMinor);
          } finally {
            till.close();
          }
        }),
        { numRuns: 12 },
      );
      // The last one is closed; leave one for the hook.
      till = openTestTill();
    },
  );
});

async function checkBooks(cashStepMinor: number): Promise<void> {
  for (const sale of sales()) {
    expect(checkSale(sale)).toEqual([]);
    expect(Math.abs(sale.roundingMinor)).toBeLessThanOrEqual(cashStepMinor / 2);
    const cash = sale.tenders.filter(({ kind }) => kind === 'cash');
    const cashIn = cash.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    expect(sale.changeMinor).toBeLessThanOrEqual(cashIn);
  }
  const net = sales().reduce((sum, sale) => {
    const cash = sale.tenders.filter(({ kind }) => kind === 'cash');
    return sum + cash.reduce((all, { amountMinor }) => all + amountMinor, 0) - sale.changeMinor;
  }, 0);
  const count = await must(till, 'shift.close', { counted: [] });
  expect(count.expectedMinor).toBe(20_000 + net);
  await handOver(till, 'manager');
  await must(till, 'day.close', { skipSettlement: true });
  const [batch] = till.store.read((tx) => tx.batches());
  const manifest = batch?.header.manifest;
  expect(manifest?.sales).toBe(sales().length);
  const slice = till.store.read((tx) => tx.entries(1, manifest?.to ?? 0));
  if (manifest !== undefined) expect(checkManifest(manifest, slice)).toEqual([]);
}

describe('cash rounding', () => {
  it('takes nothing for less than half a coin, and says so on the receipt', async () => {
    const CHEAP = {
      ...CURRENCIES.CHF,
      cashRule: { ...CURRENCIES.CHF.cashRule, stepMinor: 2_000 },
    };
    till = openTestTill({ settings: { currency: CHEAP } });
    await openForSelling(till);
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    expect(snapshot().basket).toMatchObject({ remainingMinor: 650, cashDueMinor: 0 });
    expect(await must(till, 'pay.tender', { kind: 'cash', amountMinor: 0 })).toEqual({
      complete: true,
      changeMinor: 0,
    });
    expect(sales()[0]).toMatchObject({ totalMinor: 650, roundingMinor: -650 });
  });

  it('is not for cards: they pay to the last unit', async () => {
    till = openTestTill({ settings: { currency: CURRENCIES.CHF } });
    till.terminal.numeric = CURRENCIES.CHF.numeric;
    await openForSelling(till);
    await must(till, 'sale.addPlu', { plu: '201', quantityThousandths: null, weightGrams: 334 });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    const due = snapshot().basket?.remainingMinor ?? 0;
    expect(due % 5).not.toBe(0);
    expect(await call(till, 'pay.card', { amountMinor: due + 1 })).toMatchObject({
      error: { code: 'amountTooHigh' },
    });
    till.terminal.approve();
    await must(till, 'pay.card', { amountMinor: due });
    await until(till, () => sales().length === 1);
    expect(sales()[0]).toMatchObject({ totalMinor: due, roundingMinor: 0, changeMinor: 0 });
  });
});
