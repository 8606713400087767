import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreFault } from '../../till/store.ts';
import { BREAD, must, openForSelling, openTestTill, type TestTill, until } from './till-kit.ts';

let till: TestTill;

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
});
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const isCaughtUp = () => until(till, () => snapshot().receiptsWaiting === 0);

async function sellForCash(): Promise<void> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.cash', { amountMinor: 1000 });
}

async function sellByCard(receiptNo: string): Promise<void> {
  const before = till.store.read((tx) => tx.recentSales(99)).length;
  till.terminal.approve(receiptNo);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.card', { amountMinor: 1000 });
  await until(till, () => till.store.read((tx) => tx.recentSales(99)).length > before);
}

/** How often the drawer opened, by itself or with a receipt. */
const openings = () =>
  till.printer.drawerOpenings + till.printer.printed.filter((each) => each.openDrawer).length;

describe('the drawer', () => {
  it('opens for each cash sale while older receipts wait for paper', async () => {
    till.printer.answer = { outcome: 'none', code: 'paperOut' };
    await sellByCard('0007');
    await until(till, () => snapshot().notice?.code === 'printerFault');
    expect(openings()).toBe(0);
    await sellForCash();
    await vi.waitFor(() => expect(openings()).toBe(1));
    await sellForCash();
    await vi.waitFor(() => expect(openings()).toBe(2));
    till.printer.paperIn();
    await isCaughtUp();
    expect(openings()).toBe(2);
    expect(till.printer.printed).toHaveLength(3);
  });

  it('opens although the cashier scans on before a slow receipt is out', async () => {
    const finishers: (() => void)[] = [];
    const { print } = till.printer;
    till.printer.print = async (document) => {
      await new Promise<void>((resolve) => finishers.push(resolve));
      return print.call(till.printer, document);
    };
    await sellByCard('0007');
    expect(finishers).toHaveLength(1);
    await sellForCash();
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    finishers[0]?.();
    await until(till, () => snapshot().receiptsWaiting === 1);
    await vi.waitFor(() => expect(finishers).toHaveLength(2));
    finishers[1]?.();
    await isCaughtUp();
    expect(openings()).toBe(1);
  });
});

describe('a full disk after a receipt has come out', () => {
  it('stops the register, and the receipt is not printed over and over', async () => {
    const { store, printer } = till;
    const { write } = store;
    const { print } = printer;
    printer.print = async (document) => {
      const printed = await print.call(printer, document);
      store.write = () => {
        throw new StoreFault('diskFull', 'no space left');
      };
      return printed;
    };
    await sellForCash();
    await until(till, () => snapshot().phase === 'stopped');
    for (let tries = 0; tries < 3; tries += 1) {
      till.runTimers();
      printer.paperIn();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(printer.printed).toHaveLength(1);
    printer.print = print;
    store.write = write;
    till.runTimers();
    await isCaughtUp();
    expect(printer.printed).toHaveLength(2);
    expect(JSON.stringify(printer.printed[1]?.blocks)).toMatch(/COPY/);
  });
});
