import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PrintDocument } from '../../core/receipt/types.ts';
import { trainingPrinter } from '../../electron/service/training.ts';
import { handOver } from './hand-over.ts';
import { BREAD, must, openForSelling, openTestTill, type TestTill, until } from './till-kit.ts';

let till: TestTill;
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const isCaughtUp = () => until(till, () => snapshot().receiptsWaiting === 0);
const textOf = ({ blocks }: PrintDocument) =>
  blocks.map((block) => (block.kind === 'text' ? block.text : '')).join('\n');
const papers = () => till.printer.printed.map(textOf);

/** A shop that speaks Chinese, people and all, with a printer of this character set. */
async function open(receiptCharacters: 'chinese' | 'european'): Promise<void> {
  till = openTestTill({ settings: { receiptCharacters, defaultLocale: 'zh' } });
  till.store.write((tx) =>
    tx.saveOperators([
      { operatorId: '1', name: '李娜', role: 'cashier', pinHash: '1111', locale: 'zh' },
      { operatorId: '9', name: 'Élise', role: 'manager', pinHash: '9999', locale: 'zh' },
    ]),
  );
  await openForSelling(till);
}

async function sellForCash(): Promise<void> {
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
  await isCaughtUp();
}

/** Closes the day: the card batch and the Z come out. */
async function closeDay(): Promise<void> {
  await must(till, 'shift.close', { counted: [] });
  await handOver(till, 'manager');
  await must(till, 'settlement.close', {});
  await must(till, 'settlement.printLast', {});
  await must(till, 'day.close', { skipSettlement: true });
  await vi.waitFor(() => expect(papers()).toHaveLength(3));
}

describe('a printer without Chinese characters', () => {
  it('prints in English, whoever sells: nothing comes out as question marks', async () => {
    await open('european');
    await sellForCash();
    await closeDay();
    for (const paper of papers()) expect(paper).not.toMatch(/\p{Script=Han}/u);
    const [receipt = ''] = papers();
    expect(receipt).toMatch(/^Test store\n1 Road\n/);
    expect(receipt).toMatch(/\nBread +10\.00\n/);
    // A name it cannot print is a number that people know.
    expect(receipt).toMatch(/\nCashier +1\n/);
  });

  it('says in English too that a payment is not known yet', async () => {
    await open('european');
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await must(till, 'sale.park', { label: '' });
    await until(till, () => papers().length === 1);
    expect(papers()[0]).toContain('RESULT PENDING');
    expect(papers()[0]).not.toMatch(/\p{Script=Han}/u);
  });

  it('says in English that a paper is practice', async () => {
    await open('european');
    const { settings, printer } = till.ctx;
    const blank: PrintDocument = { columns: settings.receiptColumns, blocks: [] };
    await trainingPrinter(printer, settings).print(blank);
    expect(papers()[0]).toContain('TRAINING');
  });

  it('keeps the names it can print', async () => {
    await open('european');
    await handOver(till, 'manager');
    await sellForCash();
    expect(papers()[0]).toMatch(/\nCashier +Élise\n/);
  });
});

describe('a Chinese printer', () => {
  it('prints in the language of who sells', async () => {
    await open('chinese');
    await sellForCash();
    expect(papers()[0]).toMatch(/面包[^]*李娜|李娜[^]*面包/);
  });
});
