import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LastTransactionOutcome } from '../../till/ports/card-terminal.ts';
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
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const LATE = terminalResult(1000, '0007');
const OLDER = terminalResult(1000, '0006', { time: '093000' });
const snapshot = () => till.register.tillSnapshot();
const sales = () => till.store.read((tx) => tx.recentSales(99));
const paymentTypes = () =>
  till.store
    .read((tx) => tx.entries(1, 999))
    .map((entry) => entry.type)
    .filter((type) => type.startsWith('payment.'));

/** The payment leaves, and with it the cable: nobody knows, and nobody can be asked. */
async function payIntoTheDark(amountMinor = 1000): Promise<void> {
  terminal.pays = (observer) => {
    observer.sending();
    return Promise.resolve({ kind: 'unknown', reason: 'lineLost' });
  };
  terminal.last = { kind: 'unreachable', reason: 'disconnected' };
  await must(till, 'pay.card', { amountMinor });
  await until(till, () => snapshot().payment?.state === 'unknown');
}

/** How often it was put down to ask again. */
const questionsDue = () => till.waits.filter((delayMs) => delayMs === 15_000).length;

async function settle(paid: boolean): Promise<void> {
  await must(till, 'pay.resolve', {
    attemptId: snapshot().pendingPayments[0]?.attemptId ?? '',
    paid,
    evidence: 'the terminal shows "approved"',
    approval: { operatorId: '5', pin: '5555' },
  });
}

async function returnFirstSale(): Promise<void> {
  await must(till, 'return.begin', {
    saleId: sales().at(-1)?.sale.saleId ?? '',
    reason: 'customer',
    note: '',
    cardAs: 'terminal',
    approval: { operatorId: '5', pin: '5555' },
  });
}

/** Holds the next question to the terminal back until it is answered by hand. */
function holdQuestion(): (answer: LastTransactionOutcome) => void {
  const ask = terminal.lastTransaction;
  let answerNow: (answer: LastTransactionOutcome) => void = () => undefined;
  terminal.lastTransaction = () => {
    terminal.lastTransaction = () => Promise.resolve({ kind: 'unreachable', reason: 'busy' });
    return new Promise((resolve) => {
      answerNow = (answer) => {
        terminal.lastTransaction = ask;
        resolve(answer);
      };
    });
  };
  return (answer) => answerNow(answer);
}

describe('a late approval of a payment that a supervisor settled as paid', () => {
  beforeEach(async () => {
    await payIntoTheDark();
    await settle(true);
    await until(till, () => sales().length === 1);
  });

  it('is accepted: refused, the card would be refunded the money of a sale that is out', () => {
    expect(terminal.tellLate(LATE)).toBe('book');
    expect(paymentTypes().at(-1)).toBe('payment.resultSeen');
    expect(sales()).toHaveLength(1);
  });

  it('is accepted once: a second charge of the same amount is nobody’s', () => {
    expect(terminal.tellLate(LATE)).toBe('book');
    expect(terminal.tellLate(LATE)).toBe('book');
    expect(paymentTypes().filter((type) => type === 'payment.resultSeen')).toHaveLength(1);
    expect(terminal.tellLate(terminalResult(1000, '0008'))).toBe('refuse');
  });

  it('of another amount is refused', () => {
    expect(terminal.tellLate(terminalResult(999, '0007'))).toBe('refuse');
  });

  it('names the payment, which can be voided by its number then', async () => {
    terminal.tellLate(LATE);
    terminal.nextRefund('0008');
    await returnFirstSale();
    await until(till, () => sales().length === 2);
    expect(terminal.asks.map(({ way, request }) => [way, request.original.receiptNo])).toEqual([
      ['void', '0007'],
    ]);
  });

  it('is accepted while the next customer’s payment is in doubt, and not taken for that', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await payIntoTheDark();
    expect(terminal.tellLate(LATE)).toBe('book');
    terminal.last = { kind: 'found', result: LATE };
    await until(till, () => questionsDue() > 1);
    const due = questionsDue();
    till.runTimers();
    await until(till, () => questionsDue() > due || sales().length > 1);
    expect(sales()).toHaveLength(1);
  });

  it('is accepted while its refund is in doubt, and not taken for the refund', async () => {
    terminal.isSilent();
    await returnFirstSale();
    await until(till, () => snapshot().pendingPayments.length === 1);
    expect(terminal.asks.map(({ way }) => way)).toEqual(['refund']);
    expect(terminal.tellLate(LATE)).toBe('book');
    terminal.last = { kind: 'found', result: LATE };
    await until(till, () => questionsDue() > 0);
    const due = questionsDue();
    till.runTimers();
    await until(till, () => questionsDue() > due || snapshot().pendingPayments.length === 0);
    expect(snapshot().pendingPayments).toHaveLength(1);
    expect(sales()).toHaveLength(1);
  });
});

describe('a late approval of a payment that was declined first, and settled as paid', () => {
  it('is accepted: only an approval can have been answered already', async () => {
    terminal.pays = (observer) => {
      observer.sending();
      observer.result({ ...LATE, approved: false, resultCode: '05' });
      return Promise.resolve({ kind: 'unknown', reason: 'lineLost' });
    };
    terminal.last = { kind: 'unreachable', reason: 'disconnected' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await settle(true);
    expect(terminal.tellLate(LATE)).toBe('book');
    expect(terminal.tellLate(LATE)).toBe('book');
    expect(terminal.tellLate(terminalResult(1000, '0008'))).toBe('refuse');
  });
});

describe('a late approval that may be of a payment settled as not paid, or of the next one', () => {
  it('is refused: the one is not paid by the books, and the other can pay again', async () => {
    await payIntoTheDark();
    await settle(false);
    await payIntoTheDark();
    expect(terminal.tellLate(LATE)).toBe('refuse');
    expect(paymentTypes()).not.toContain('payment.resultSeen');
  });

  it('is the next one’s when the terminal has told of a transaction in between', async () => {
    await payIntoTheDark(400);
    await settle(false);
    terminal.approve('0006');
    await must(till, 'pay.card', { amountMinor: 200 });
    await until(till, () => snapshot().payment === null);
    await payIntoTheDark(400);
    expect(terminal.tellLate(terminalResult(400, '0007'))).toBe('book');
  });
});

describe('a terminal that gives all approvals the number 0', () => {
  it('has no late one taken for an older payment of the same amount', async () => {
    const zeros = { receiptNo: '0000', trace: '000000' };
    terminal.approve('0000', zeros);
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await payIntoTheDark();
    await settle(false);
    expect(terminal.tellLate({ ...LATE, ...zeros })).toBe('refuse');
  });
});

describe('a late approval that comes while the terminal is being asked', () => {
  /** The terminal's last transaction is known, so that the same one again means "not paid". */
  async function payOnce(): Promise<void> {
    terminal.approve('0006');
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => sales().length === 1);
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  }

  it('outweighs an answer from before it: a payment that was accepted is not "not paid"', async () => {
    await payOnce();
    await payIntoTheDark();
    const answer = holdQuestion();
    till.runTimers();
    await until(till, () => snapshot().payment?.state === 'asking');
    expect(terminal.tellLate(LATE)).toBe('book');
    answer({ kind: 'found', result: OLDER });
    await until(till, () => snapshot().payment?.state === 'unknown');
    expect(paymentTypes()).not.toContain('payment.declined');
    terminal.last = { kind: 'found', result: LATE };
    till.runTimers();
    await until(till, () => sales().length === 2);
    expect(sales()[0]?.sale.tenders[0]?.card).toMatchObject({ receiptNo: '0007' });
  });

  it('outweighs it for a refund too: what was accepted is not paid out again', async () => {
    await payOnce();
    terminal.capabilities = { ...terminal.capabilities, reversal: false };
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    terminal.last = { kind: 'unreachable', reason: 'disconnected' };
    terminal.isSilent();
    await returnFirstSale();
    await until(till, () => questionsDue() === 1);
    const answer = holdQuestion();
    till.runTimers();
    expect(terminal.tellLate(LATE)).toBe('book');
    await until(till, () => questionsDue() === 2);
    answer({ kind: 'found', result: OLDER });
    await until(till, () => questionsDue() === 3 || snapshot().pendingPayments.length === 0);
    expect(paymentTypes()).not.toContain('payment.declined');
    terminal.last = { kind: 'found', result: LATE };
    till.runTimers();
    await until(till, () => sales().length === 2);
    expect(terminal.asks).toHaveLength(1);
  });
});
