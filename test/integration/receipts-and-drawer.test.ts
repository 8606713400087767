import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PrintOutcome } from '../../till/ports/peripherals.ts';
import { StoreFault } from '../../till/ports/store.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  type TestTill,
  until,
} from './till-kit.ts';

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
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
}

async function sellByCard(receiptNo: string): Promise<void> {
  const before = till.store.read((tx) => tx.recentSales(99)).length;
  till.terminal.approve(receiptNo);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.card', { amountMinor: 1000 });
  await until(till, () => till.store.read((tx) => tx.recentSales(99)).length > before);
}

const openings = () => till.printer.drawerOpenings;

const types = () => till.store.read((tx) => tx.entries(1, 999)).map(({ type }) => type);

/** From now on each print waits for the test to say what became of it. */
function holdThePrinter(): ((outcome: PrintOutcome) => void)[] {
  const finishers: ((outcome: PrintOutcome) => void)[] = [];
  till.printer.print = () => new Promise((resolve) => finishers.push(resolve));
  return finishers;
}

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

  it('opens while a receipt is under way, and nothing a cashier does waits for that', async () => {
    const finishers = holdThePrinter();
    await sellByCard('0007');
    await vi.waitFor(() => expect(finishers).toHaveLength(1));
    await sellForCash();
    expect(openings()).toBe(1);
    await must(till, 'session.signOff', {});
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    await must(till, 'drawer.noSale', {});
    expect(openings()).toBe(2);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    expect(finishers).toHaveLength(1);
    finishers[0]?.({ outcome: 'done' });
    await vi.waitFor(() => expect(finishers).toHaveLength(2));
    finishers[1]?.({ outcome: 'done' });
    await isCaughtUp();
    expect(openings()).toBe(2);
  });

  it('is in the journal before it opens', async () => {
    const { openDrawer } = till.printer;
    const before: number[] = [];
    till.printer.openDrawer = () => {
      before.push(types().filter((type) => type === 'drawer.opened').length);
      return openDrawer.call(till.printer);
    };
    await sellForCash();
    expect(before).toEqual([1]);
  });

  it('that cannot be opened is told, and its sale stands', async () => {
    till.printer.openDrawer = () => Promise.resolve({ outcome: 'none', code: 'lost' });
    await sellForCash();
    await until(till, () => snapshot().notice?.code === 'drawerFault');
    expect(till.store.read((tx) => tx.recentSales(9))).toHaveLength(1);
  });
});

describe('a receipt that is printing normally', () => {
  it('is owed, and neither late nor doubtful', async () => {
    const finishers = holdThePrinter();
    await sellForCash();
    expect(snapshot()).toMatchObject({ receiptsWaiting: 1, papersLate: 0, doubtfulPapers: [] });
    await vi.waitFor(() => expect(finishers).toHaveLength(1));
    finishers[0]?.({ outcome: 'done' });
    await isCaughtUp();
  });

  it('is late when the printer cannot', async () => {
    till.printer.answer = { outcome: 'none', code: 'paperOut' };
    await sellForCash();
    expect(snapshot()).toMatchObject({ receiptsWaiting: 1, papersLate: 1, doubtfulPapers: [] });
  });
});

describe('a receipt of which nobody knows whether it is out', () => {
  async function doubt(): Promise<string> {
    till.printer.answer = { outcome: 'unknown', code: 'noAnswer' };
    await sellForCash();
    await until(till, () => snapshot().doubtfulPapers.length === 1);
    till.printer.answer = { outcome: 'done' };
    return snapshot().doubtfulPapers[0]?.paperId ?? '';
  }
  const papers = () => till.printer.printed.map(({ blocks }) => JSON.stringify(blocks));
  const entriesOf = (type: string) =>
    till.store
      .read((tx) => tx.entries(1, 999))
      .filter((entry) => entry.type === type)
      .map(({ payload }) => payload);

  it('is not printed again by itself, and the next one comes', async () => {
    await doubt();
    expect(snapshot()).toMatchObject({
      receiptsWaiting: 1,
      papersLate: 1,
      doubtfulPapers: [{ kind: 'receipt', receiptNo: 'S001-03-000001', copy: 0 }],
      notice: { code: 'paperDoubtful' },
    });
    await sellForCash();
    await until(till, () => till.printer.printed.length === 2);
    for (let tries = 0; tries < 5; tries += 1) {
      till.runTimers();
      till.printer.paperIn();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(papers()).toHaveLength(2);
    expect(papers().join()).not.toMatch(/COPY/);
  });

  it('that a person has seen is done, and journaled as seen by a person', async () => {
    const paperId = await doubt();
    await must(till, 'receipt.settle', { paperId, answer: 'printed' });
    await isCaughtUp();
    expect(papers()).toHaveLength(1);
    expect(entriesOf('receipt.printed')).toMatchObject([{ copy: 0, proof: 'person' }]);
    expect(await call(till, 'receipt.settle', { paperId, answer: 'again' })).toMatchObject({
      error: { code: 'nothingToPrint' },
    });
  });

  it('that a person misses comes once more as a copy, counted as a reprint', async () => {
    const paperId = await doubt();
    await must(till, 'receipt.settle', { paperId, answer: 'again' });
    await isCaughtUp();
    expect(papers()).toHaveLength(2);
    expect(papers()[1]).toMatch(/COPY 1/);
    expect(entriesOf('receipt.printed')).toMatchObject([{ copy: 0, proof: 'lost' }, { copy: 1 }]);
    expect(entriesOf('receipt.reprintRequested')).toMatchObject([{ copy: 1 }]);
  });

  it('is asked about after a restart too, and after a stop in the middle of it', async () => {
    await doubt();
    const finishers = holdThePrinter();
    await sellForCash();
    await vi.waitFor(() => expect(finishers).toHaveLength(1));
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir });
    await until(till, () => snapshot().doubtfulPapers.length === 2);
    expect(till.printer.printed).toEqual([]);
  });

  it('of a model that proves nothing is booked as sent', async () => {
    till.printer.answer = { outcome: 'sent' };
    await sellForCash();
    await isCaughtUp();
    expect(entriesOf('receipt.printed')).toMatchObject([{ copy: 0, proof: 'sent' }]);
  });
});

describe('a full disk after a receipt has come out', () => {
  it('stops the register, and the receipt is booked later and never printed again', async () => {
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
    expect(printer.printed).toHaveLength(1);
    expect(types().filter((type) => type === 'receipt.printed')).toHaveLength(1);
  });
});
