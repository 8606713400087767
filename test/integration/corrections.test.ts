import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tillContract } from '../../contracts/till/contract.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import { handOver } from './hand-over.ts';
import { BREAD, call, must, openForSelling, openTestTill, type TestTill } from './till-kit.ts';

let till: TestTill;

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => till.close());

const ZHAO = { operatorId: '5', pin: '5555' };

const corrected = () =>
  till.store
    .read((tx) => tx.entries(1, tx.journalHead().seq))
    .filter(({ type }) => type === 'basket.corrected')
    .map(({ actor, payload }) => ({ actor, payload }));

/** Bread at 10.00 each on one line. */
async function scan(pieces: number): Promise<string> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  const lineId = till.register.tillSnapshot().basket?.lines.at(-1)?.lineId ?? '';
  if (pieces > 1) {
    await must(till, 'sale.setQuantity', { lineId, quantityThousandths: pieces * 1000 });
  }
  return lineId;
}

async function xReport(): Promise<DayReport> {
  const { reportJson } = await must(till, 'report.x', {});
  return JSON.parse(reportJson) as DayReport;
}

describe('pieces taken off a line', () => {
  it('leave one correction with who and why, before and beside the sale', async () => {
    const lineId = await scan(5);
    expect(corrected()).toEqual([]);
    await must(till, 'sale.setQuantity', { lineId, quantityThousandths: 1000, reason: 'mistake' });
    expect(corrected()).toEqual([
      {
        actor: '1',
        payload: {
          basketId: expect.any(String),
          lineId,
          itemId: 'bread',
          kind: 'quantity',
          fromThousandths: 5000,
          toThousandths: 1000,
          amountMinor: 4000,
          reason: 'mistake',
        },
      },
    ]);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    await handOver(till, 'manager');
    const report = await xReport();
    expect(report.lineVoids).toEqual({ count: 1, amountMinor: 4000 });
    expect(report.sales).toEqual({ count: 1, amountMinor: 1000 });
  });

  it('are not taken off without a reason: none is filled in', async () => {
    const lineId = await scan(5);
    const cut = { lineId, quantityThousandths: 1000 };
    expect(await call(till, 'sale.setQuantity', cut)).toMatchObject({
      error: { code: 'reasonNeeded' },
    });
    expect(corrected()).toEqual([]);
    expect(till.register.tillSnapshot().basket?.totalMinor).toBe(5000);
    const { input } = tillContract['sale.voidLine'];
    expect(input.safeParse({ lineId }).success).toBe(false);
    expect(tillContract['sale.voidBasket'].input.safeParse({}).success).toBe(false);
  });

  it('count by person on the report, together with voided lines and baskets', async () => {
    const lineId = await scan(2);
    await must(till, 'sale.setQuantity', { lineId, quantityThousandths: 1000, reason: 'price' });
    await must(till, 'sale.voidLine', { lineId, reason: 'quality' });
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await scan(1);
    await must(till, 'sale.voidBasket', { reason: 'noMoney' });
    await handOver(till, 'manager');
    expect((await xReport()).voids).toEqual([
      {
        key: '1',
        lines: { count: 2, amountMinor: 2000 },
        baskets: { count: 2, amountMinor: 1000 },
        approved: 0,
      },
    ]);
  });
});

describe('above a limit of the role', () => {
  it('a cashier needs somebody else, who is named in the entry', async () => {
    const lineId = await scan(12);
    const change = { lineId, quantityThousandths: 1000, reason: 'customer' } as const;
    expect(await call(till, 'sale.setQuantity', change)).toMatchObject({
      error: {
        code: 'needsApproval',
        params: { right: 'voidAboveLimit', rule: 'voidAmount', limitMinor: 10_000 },
      },
    });
    expect(corrected()).toEqual([]);
    expect(till.register.tillSnapshot().basket?.totalMinor).toBe(12_000);
    await must(till, 'sale.setQuantity', { ...change, approval: ZHAO });
    expect(corrected()).toMatchObject([{ actor: '1', payload: { approvedBy: '5' } }]);
  });

  it('line by line is no way around it, parked and brought back neither', async () => {
    for (let line = 1; line <= 5; line += 1) {
      await must(till, 'sale.voidLine', { lineId: await scan(3), reason: 'customer' });
    }
    const lineId = await scan(1);
    expect(await call(till, 'sale.voidLine', { lineId, reason: 'customer' })).toMatchObject({
      error: { code: 'needsApproval', params: { rule: 'voidBasketCount' } },
    });
    const basketId = till.register.tillSnapshot().basket?.basketId ?? '';
    await must(till, 'sale.park', { label: '' });
    await must(till, 'sale.resume', { basketId });
    expect(await call(till, 'sale.voidLine', { lineId, reason: 'customer' })).toMatchObject({
      error: { code: 'needsApproval' },
    });
  });

  it('a whole basket asks too, and a supervisor may by the role', async () => {
    await scan(15);
    expect(await call(till, 'sale.voidBasket', { reason: 'noMoney' })).toMatchObject({
      error: { code: 'needsApproval', params: { rule: 'voidAmount', amountMinor: 15_000 } },
    });
    await must(till, 'sale.voidBasket', { reason: 'noMoney', approval: ZHAO });
    await handOver(till, 'supervisor');
    await scan(15);
    await must(till, 'sale.voidBasket', { reason: 'noMoney' });
  });

  it('cash taken out of a payment again asks above the limit of one void', async () => {
    await scan(50);
    const pay = async (amountMinor: number) => {
      await must(till, 'pay.tender', { kind: 'cash', amountMinor });
      return till.register.tillSnapshot().basket?.tenders[0]?.tenderId ?? '';
    };
    await must(till, 'pay.returnCash', { tenderId: await pay(10_000) });
    const tenderId = await pay(10_001);
    expect(await call(till, 'pay.returnCash', { tenderId })).toMatchObject({
      error: {
        code: 'needsApproval',
        params: { right: 'cashBackAboveLimit', limitMinor: 10_000, amountMinor: 10_001 },
      },
    });
    await must(till, 'pay.returnCash', { tenderId, approval: ZHAO });
    const back = till.store
      .read((tx) => tx.entries(1, tx.journalHead().seq))
      .findLast(({ type }) => type === 'cash.handedBack');
    expect(back).toMatchObject({ actor: '1', payload: { amountMinor: 10_001, approvedBy: '5' } });
  });

  it('a raised quantity needs nobody', async () => {
    const lineId = await scan(1);
    await must(till, 'sale.setQuantity', { lineId, quantityThousandths: 99_000 });
    expect(corrected()).toEqual([]);
  });
});
