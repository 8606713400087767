import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefundingTerminal } from './refunding-terminal.ts';
import { handOver } from './hand-over.ts';
import { returnKit } from './return-kit.ts';
import { BREAD, call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';
import { voidPaidKit } from './void-paid-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const now = () => ({ till, terminal });
const { payPart, voidOpen, snapshot, resume } = voidPaidKit(now);
const { isDone, stands } = returnKit(now);

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

const ZHAO = { operatorId: '5', pin: '5555' };
const expectedCash = () =>
  till.store.read((tx) => tx.expectedCash(tx.openShift()?.shiftId ?? '')) as number;
const journalLength = () => till.store.read((tx) => tx.journalHead().seq);

/** Sells bread for 10.00 in cash, and begins another shift with this float. */
async function soldInAnotherShift(floatMinor: number): Promise<string> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: BREAD.priceMinor });
  const saleId = till.register.tillSnapshot().lastSale?.saleId ?? '';
  await must(till, 'shift.close', { counted: [{ denominationMinor: 10_000, count: 2 }] });
  await must(till, 'shift.open', { floatMinor });
  return saleId;
}

const begin = (saleId: string) =>
  call(till, 'return.begin', {
    saleId,
    reason: 'customer',
    note: '',
    cardAs: 'terminal',
    approval: ZHAO,
  });

describe('cash of a sale that goes back', () => {
  it('is refused before anything is begun where the drawer has less by the books', async () => {
    const saleId = await soldInAnotherShift(200);
    const before = journalLength();
    expect(await begin(saleId)).toEqual({
      ok: false,
      error: { code: 'drawerShort', params: {}, outcome: 'none' },
    });
    expect(journalLength()).toBe(before);
    expect(expectedCash()).toBe(200);
    expect(till.register.tillSnapshot().saleReturn).toBeNull();
  });

  it('tells how much there is only to those who may see a report', async () => {
    const saleId = await soldInAnotherShift(200);
    await handOver(till, 'manager');
    expect(await begin(saleId)).toMatchObject({
      error: { code: 'drawerShortBy', params: { cashMinor: 1000, inDrawerMinor: 200 } },
    });
  });

  it('goes when there is just enough, and when cash has come in meanwhile', async () => {
    const saleId = await soldInAnotherShift(0);
    expect(await begin(saleId)).toMatchObject({ error: { code: 'drawerShort' } });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: BREAD.priceMinor });
    expect(await begin(saleId)).toMatchObject({ ok: true });
    expect(expectedCash()).toBe(0);
  });
});

/** 5.00 in cash of a basket of 10.00, parked over a shift's end; the next shift has this float. */
async function partInAnotherShift(floatMinor: number): Promise<string> {
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 500 });
  const basketId = snapshot().basket?.basketId ?? '';
  await must(till, 'sale.park', { label: '' });
  await must(till, 'shift.close', { counted: [{ denominationMinor: 500, count: 41 }] });
  await must(till, 'shift.open', { floatMinor });
  expect(await resume(basketId)).toMatchObject({ ok: true });
  return basketId;
}

const scanBread = () => must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
const isShort = { ok: false, error: { code: 'drawerShort' } };

describe('cash of a basket that goes back', () => {
  it('taken out of the payment again: not from a drawer that has less', async () => {
    await scanBread();
    await partInAnotherShift(499);
    const tenderId = snapshot().basket?.tenders[0]?.tenderId ?? '';
    const before = journalLength();
    expect(await call(till, 'pay.returnCash', { tenderId })).toMatchObject(isShort);
    expect(journalLength()).toBe(before);
    expect(snapshot().basket?.tenders).toHaveLength(1);
    expect(expectedCash()).toBe(499);
  });

  it('with the void of the basket: not from a drawer that has less', async () => {
    await scanBread();
    const basketId = await partInAnotherShift(499);
    expect(await call(till, 'sale.voidBasket', { reason: 'customer' })).toMatchObject(isShort);
    expect(snapshot().basket?.basketId).toBe(basketId);
    expect(expectedCash()).toBe(499);
  });

  it('down to the last coin it goes, by either road', async () => {
    await scanBread();
    await partInAnotherShift(500);
    await must(till, 'pay.returnCash', {
      tenderId: snapshot().basket?.tenders[0]?.tenderId ?? '',
    });
    expect(expectedCash()).toBe(0);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 500 });
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    expect(expectedCash()).toBe(0);
  });

  it('beside a card: no card is asked for what could not be finished', async () => {
    await payPart([400, '0007']);
    const basketId = await partInAnotherShift(499);
    expect(await voidOpen()).toMatchObject(isShort);
    expect(terminal.asks).toEqual([]);
    expect(snapshot().basket?.basketId).toBe(basketId);
  });

  it('is waited for where another shift’s drawer has less once the card has answered', async () => {
    await payPart([400, '0007']);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 500 });
    await voidOpen();
    await stands('failed');
    await must(till, 'shift.close', { counted: [{ denominationMinor: 500, count: 41 }] });
    await must(till, 'shift.open', { floatMinor: 499 });
    const returnId = snapshot().saleReturn?.returnId ?? '';
    const retry = () => call(till, 'return.retry', { returnId, as: 'same', approval: ZHAO });
    expect(await retry()).toMatchObject(isShort);
    await must(till, 'shift.close', { counted: [{ denominationMinor: 1, count: 499 }] });
    await must(till, 'shift.open', { floatMinor: 500 });
    terminal.nextRefund('0008');
    expect(await retry()).toMatchObject({ ok: true });
    await isDone();
    expect(expectedCash()).toBe(0);
  });
});
