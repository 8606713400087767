import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DayReport } from '../../core/day/report-types.ts';
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
