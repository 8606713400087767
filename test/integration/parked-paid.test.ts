import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import { CURRENCIES } from '../../core/money/currency.ts';
import { handOver } from './hand-over.ts';
import {
  BREAD,
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;
beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const sales = () => till.store.read((tx) => tx.recentSales(99)).map(({ sale }) => sale);
const scan = () => must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
const labels = () => snapshot().suspended.map(({ label }) => label);

/** Parks a bread whose payment nobody knows the end of. */
async function parkInDoubt(label: string): Promise<void> {
  till.terminal.goesSilent();
  till.terminal.last = { kind: 'unreachable', reason: 'line' };
  await scan();
  await must(till, 'pay.card', { amountMinor: 1000 });
  await until(till, () => snapshot().payment?.state === 'unknown');
  await must(till, 'sale.park', { label });
}

describe('when a parked basket turns out to be paid', () => {
  it('only that one becomes a sale: not one without money, nor one of which all was voided', async () => {
    await scan();
    await must(till, 'sale.park', { label: 'not paid' });
    await scan();
    const lineId = snapshot().basket?.lines[0]?.lineId ?? '';
    await must(till, 'sale.voidLine', { lineId, reason: 'customer' });
    await must(till, 'sale.park', { label: 'all voided' });
    await parkInDoubt('paid');
    till.terminal.last = { kind: 'found', result: terminalResult(1000, '0007') };
    till.runTimers();
    await until(till, () => sales().length === 1);
    expect(labels()).toEqual(['not paid', 'all voided']);
    expect(sales()).toMatchObject([{ totalMinor: 1000 }]);
  });
});

describe('a parked basket whose card was booked for another amount than was asked', () => {
  it('waits where change would be due: the customer is not here to take it', async () => {
    till.close();
    const cashRule = { stepMinor: 5, rounding: 'halfUp', cardStepMinor: 5 } as const;
    till = openTestTill({ settings: { currency: { ...CURRENCIES.CNY, cashRule } } });
    await openForSelling(till);
    const { terminal } = till;
    terminal.capabilities = { ...terminal.capabilities, refusesResult: false };
    await scan();
    await scan();
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 502 });
    const result = terminalResult(1499, '0007');
    terminal.pays = (observer) => {
      observer.sending();
      observer.result(result);
      return Promise.resolve({ kind: 'approved', result });
    };
    terminal.last = { kind: 'found', result };
    // 14.98 are owed, and cards pay 15.00 for it.
    await must(till, 'pay.card', { amountMinor: 1500 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    const attemptId = snapshot().payment?.attemptId ?? '';
    await must(till, 'sale.park', { label: 'change' });
    const approval = { operatorId: '5', pin: '5555' };
    await must(till, 'pay.resolve', { attemptId, paid: true, evidence: 'slip 0007', approval });
    // 5.01 are left for 5.02 in cash: 5.00 by the coins, and 0.02 go back.
    expect(sales()).toEqual([]);
    expect(labels()).toEqual(['change']);
  });
});

describe('the report of the day', () => {
  it('names the parked baskets that cards have paid in part, and no others', async () => {
    await scan();
    await must(till, 'sale.park', { label: 'not paid' });
    till.terminal.approve('0007');
    await scan();
    await must(till, 'pay.card', { amountMinor: 600 });
    await until(till, () => snapshot().payment === null);
    await must(till, 'sale.park', { label: 'part paid' });
    await handOver(till, 'manager');
    const { reportJson } = await must(till, 'report.x', {});
    const { parkedPaid } = JSON.parse(reportJson) as DayReport;
    expect(parkedPaid).toMatchObject([{ label: 'part paid', paidMinor: 600, totalMinor: 1000 }]);
  });
});
