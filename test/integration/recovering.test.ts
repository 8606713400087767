import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefundingTerminal } from './refunding-terminal.ts';
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
let terminal: RefundingTerminal;
beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const scan = () => must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
const entries = () => till.store.read((tx) => tx.entries(1, tx.journalHead().seq));
const payments = () => entries().filter(({ type }) => type.startsWith('payment.'));
const sales = () => till.store.read((tx) => tx.recentSales(99)).map(({ sale }) => sale);
const FOUND = {
  kind: 'found',
  result: terminalResult(1000, '0007', { time: '100010' }),
} as const;

async function isIdle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
}

/** The power goes, and comes back. */
function startAgain(): void {
  till.register.stop();
  till.store.close();
  till = openTestTill({ dir: till.dir, terminal });
}

async function payIntoTheDark(): Promise<string> {
  terminal.goesSilent();
  terminal.last = { kind: 'unreachable', reason: 'line' };
  await must(till, 'pay.card', { amountMinor: 1000 });
  await until(till, () => snapshot().payment?.state === 'unknown');
  return snapshot().payment?.attemptId ?? '';
}

describe('a start with a charge that may have left', () => {
  it('writes down that nobody knows, by itself, asks once, and lets the lane work', async () => {
    await scan();
    terminal.pays = (observer) => {
      observer.sending();
      return new Promise(() => undefined);
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    terminal.last = { kind: 'unreachable', reason: 'line' };
    startAgain();
    expect(payments().at(-1)).toMatchObject({
      type: 'payment.unknown',
      actor: 'system',
      payload: { reason: 'restart' },
    });
    await isIdle();
    expect(terminal.asked).toBe(1);
    expect(terminal.charges).toEqual([1000]);
    expect(till.ctx.state.recovering).toBe(false);
    expect(snapshot().phase).not.toBe('recovering');
  });

  it('leaves one that was in doubt before as it was, and asks about it again', async () => {
    await scan();
    await payIntoTheDark();
    const before = payments();
    startAgain();
    expect(payments()).toEqual(before);
    await isIdle();
    terminal.last = FOUND;
    till.runTimers();
    await until(till, () => sales().length === 1);
    expect(terminal.charges).toEqual([1000]);
  });
});

describe('a start with slips that are still due', () => {
  it('asks the terminal for them', async () => {
    await scan();
    terminal.slips = { kind: 'unreachable', reason: 'busy' };
    terminal.pays = (observer, amountMinor) => {
      observer.sending();
      const result = terminalResult(amountMinor, '0007');
      observer.result(result);
      return Promise.resolve({ kind: 'approved', result, endLost: true });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    await isIdle();
    const { askedForSlips } = terminal;
    startAgain();
    expect(terminal.askedForSlips).toBe(askedForSlips + 1);
  });
});

describe('a basket whose card was paid when the power went', () => {
  /** The approval is on disk; the commit that would have completed the sale is not. */
  async function paidButNotSold(): Promise<void> {
    await scan();
    const attemptId = await payIntoTheDark();
    const result = FOUND.result;
    till.store.write((tx) => tx.append('payment.approved', { attemptId, result }, 'system'));
  }

  it('is a sale of whoever’s shift it is, once', async () => {
    await paidButNotSold();
    startAgain();
    expect(sales()).toMatchObject([{ operatorId: '1', totalMinor: 1000 }]);
    expect(snapshot().lastSale?.saleId).toBe(sales()[0]?.saleId);
    startAgain();
    expect(sales()).toHaveLength(1);
  });

  it('is a sale too when it had been parked', async () => {
    await scan();
    const attemptId = await payIntoTheDark();
    await must(till, 'sale.park', { label: 'A7' });
    const result = FOUND.result;
    till.store.write((tx) => tx.append('payment.approved', { attemptId, result }, 'system'));
    startAgain();
    expect(sales()).toHaveLength(1);
    expect(snapshot()).toMatchObject({
      suspended: [],
      notice: {
        kind: 'accepted',
        code: 'parkedCompleted',
        params: { label: 'A7', receiptNo: sales()[0]?.receiptNo },
      },
    });
  });
});

describe('a return of which all is refunded', () => {
  it('is complete after a start: the money is out, so the goods are back', async () => {
    await scan();
    terminal.approve('0007');
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    terminal.isSilent();
    terminal.isSilent();
    const approval = { operatorId: '5', pin: '5555' };
    await must(till, 'return.begin', {
      saleId: sales()[0]?.saleId ?? '',
      reason: 'customer',
      note: '',
      cardAs: 'terminal',
      approval,
    });
    await until(till, () => till.ctx.state.repeatingVoid === null);
    const [pending] = snapshot().pendingPayments;
    const result = terminalResult(1000, '0008');
    till.store.write((tx) =>
      tx.append('payment.approved', { attemptId: pending?.attemptId ?? '', result }, 'system'),
    );
    startAgain();
    expect(sales().map(({ totalMinor }) => totalMinor)).toEqual([-1000, 1000]);
    expect(snapshot().saleReturn).toBeNull();
  });
});
