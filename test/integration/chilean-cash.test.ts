import { afterEach, describe, expect, it } from 'vitest';
import { checkSale } from '../../core/upload/build.ts';
import { CURRENCIES } from '../../core/money/currency.ts';
import { ZERO } from '../../core/money/minor.ts';
import { openDatabase } from '../../db/open.ts';
import { checkDerived } from '../../db/rebuild.ts';
import { startUploadCheck } from '../../hq/upload/check-upload.ts';
import { RefundingTerminal } from './refunding-terminal.ts';
import { handOver } from './hand-over.ts';
import { returnKit } from './return-kit.ts';
import { must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

const { CLP } = CURRENCIES;
/** As the register rounded pesos before it knew the law: 1,995 was paid with 2,000. */
const OLD_RULE = { ...CLP, cashRule: { stepMinor: 10, rounding: 'halfUp' } } as const;

let till: TestTill;
let terminal: RefundingTerminal;
const { snapshot, sales, cashInDrawer, begin, isQuiet, isDone } = returnKit(() => ({
  till,
  terminal,
}));
afterEach(() => till.close());

async function open(currency: typeof CLP | typeof OLD_RULE): Promise<void> {
  terminal = new RefundingTerminal();
  terminal.numeric = CLP.numeric;
  till = openTestTill({ terminal, settings: { currency, cashForCardRefund: true } });
  await openForSelling(till);
}

/** 2.015 kg at 990 the kilo are 1,995 pesos. */
async function weighApples(): Promise<void> {
  await must(till, 'sale.addPlu', { plu: '201', quantityThousandths: null, weightGrams: 2015 });
}

async function closeTheDay(): Promise<void> {
  await must(till, 'shift.close', { counted: [] });
  await handOver(till, 'manager');
  await must(till, 'day.close', { skipSettlement: true });
}

describe('a total in pesos that ends in 5', () => {
  it('is paid with five pesos less, and as much goes back', async () => {
    await open(CLP);
    await weighApples();
    expect(snapshot().basket).toMatchObject({ totalMinor: 1995, cashDueMinor: 1990 });
    const paid = await must(till, 'pay.tender', { kind: 'cash', amountMinor: 2000 });
    expect(paid).toEqual({ complete: true, changeMinor: 10 });
    expect(sales()[0]).toMatchObject({ totalMinor: 1995, roundingMinor: -5 });
    expect(cashInDrawer()).toBe(20_000 + 1990);

    await begin(sales()[0]?.saleId ?? '');
    await isDone();
    expect(sales()[0]).toMatchObject({
      totalMinor: -1995,
      roundingMinor: 5,
      tenders: [{ kind: 'cash', amountMinor: -1990 }],
    });
    expect(cashInDrawer()).toBe(20_000);
    expect(sales().flatMap(checkSale)).toEqual([]);
  });

  it('is paid by card to the last peso, and given in cash for the card by the same rule', async () => {
    await open(CLP);
    await weighApples();
    terminal.approve();
    await must(till, 'pay.card', { amountMinor: 1995 });
    await isQuiet();
    expect(sales()[0]).toMatchObject({ roundingMinor: 0, tenders: [{ amountMinor: 1995 }] });

    terminal.capabilities = { ...terminal.capabilities, reversal: false, refund: false };
    await begin(sales()[0]?.saleId ?? '', { cardAs: 'cash' });
    await isDone();
    expect(sales()[0]).toMatchObject({
      roundingMinor: 5,
      tenders: [{ kind: 'cash', amountMinor: -1990 }],
    });
    expect(sales().flatMap(checkSale)).toEqual([]);
  });
});

it('a sale that was rounded by the old rule stays right, and goes back as it was paid', async () => {
  await open(OLD_RULE);
  await weighApples();
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 2000 });
  expect(sales()[0]).toMatchObject({ roundingMinor: 5, changeMinor: 0 });
  till.register.stop();
  till.store.close();

  till = openTestTill({ dir: till.dir, terminal, settings: { currency: CLP } });
  await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
  await begin(sales()[0]?.saleId ?? '');
  await isDone();
  expect(sales()[0]).toMatchObject({ roundingMinor: -5, tenders: [{ amountMinor: -2000 }] });
  await weighApples();
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1990 });
  expect(sales().flatMap(checkSale)).toEqual([]);
  await closeTheDay();

  const day = till.store.read((tx) => tx.lastClosedDay());
  expect(day?.report).toMatchObject({ roundingMinor: -5, expectedCashMinor: 20_000 + 1990 });
  const manifest = till.store.read((tx) => tx.batches())[0]?.header.manifest;
  if (manifest === undefined) throw new Error('the day has no batch');
  const entries = till.store.read((tx) => tx.entries(manifest.from, manifest.to));
  const check = startUploadCheck(manifest, false);
  const faults = entries.map((entry) => check.take(Buffer.from(JSON.stringify(entry))));
  expect(faults.filter((fault) => fault !== null)).toEqual([]);
  expect(check.finish(ZERO)).toBeNull();
  till.register.stop();
  till.store.close();
  const { db, close } = openDatabase(`${till.dir}/register.db`);
  expect(checkDerived(db).differences).toEqual([]);
  close();
});
