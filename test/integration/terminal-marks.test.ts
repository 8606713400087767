import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefundingTerminal } from './refunding-terminal.ts';
import { paymentInDoubtKit } from './payment-in-doubt-kit.ts';
import {
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;
let terminal: RefundingTerminal;
const kit = paymentInDoubtKit(() => ({ till, terminal }));
const { payments, goesSilent, pay, resolve, isAsked } = kit;

beforeEach(async () => {
  terminal = new RefundingTerminal();
  till = openTestTill({ terminal });
  await openForSelling(till);
});
afterEach(() => till.close());

describe('the payment after one that was settled by hand', () => {
  it('is not paid by the money of the one before (terminal away all the time)', async () => {
    await kit.sell(1000, '0007');
    // 0008 is charged at the terminal; the answer and every question are lost.
    goesSilent();
    terminal.last = { kind: 'unreachable', reason: 'noAnswer' };
    await pay();
    await until(till, () => kit.snapshot().pendingPayments.length === 1);
    await resolve(true);
    await kit.isQuiet();
    // The next customer, same amount: the command is lost, the terminal never charged.
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    await pay();
    await isAsked(3);
    // 0008 paid the sale before. "approved" gives these goods away.
    expect(payments().at(-1)?.state).toBe('unknown');
  });

  it('nor by what somebody keyed in at the terminal itself while the register was down', async () => {
    await kit.sell(1000, '0007');
    // 0008 and 0009 were taken at the terminal by hand three hours ago; the register is back.
    goesSilent();
    terminal.last = {
      kind: 'found',
      result: terminalResult(1000, '0009', { time: '070000' }),
    };
    await pay();
    await isAsked(2);
    expect(payments().at(-1)?.state).toBe('unknown');
  });
});

describe('the payment after one that was settled as not paid while the terminal was away', () => {
  async function settledNotPaid(): Promise<void> {
    await kit.sell(1000, '0007');
    goesSilent();
    terminal.last = { kind: 'unreachable', reason: 'noAnswer' };
    await pay();
    await until(till, () => kit.snapshot().pendingPayments.length === 1);
    await resolve(false);
    await kit.isQuiet();
  }

  it('is not paid by a charge that may be the one before’s after all', async () => {
    await settledNotPaid();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await isAsked(3);
    // One charge for two attempts: whose it is, the terminal's slips tell.
    expect(payments().at(-1)?.state).toBe('unknown');
  });

  it('is not paid when the terminal has nothing new, and paid when its approval was seen', async () => {
    await settledNotPaid();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0007', { time: '095000' }) };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await isAsked(3);
    expect(payments().at(-1)?.state).toBe('declined');
    const seen = terminalResult(1000, '0009');
    terminal.pays = (observer) => {
      observer.sending();
      observer.result(seen);
      return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
    };
    terminal.last = { kind: 'found', result: seen };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await isAsked(4);
    expect(payments().at(-1)?.state).toBe('approved');
  });

  it('of another amount is told apart by that', async () => {
    await settledNotPaid();
    terminal.last = { kind: 'found', result: terminalResult(400, '0008') };
    await must(till, 'pay.card', { amountMinor: 400 });
    await isAsked(3);
    expect(payments().at(-1)?.state).toBe('approved');
  });
});

describe('the payment after one that the terminal declined', () => {
  it('is not called unpaid because the terminal gave its number to the next approval', async () => {
    await kit.sell(1000, '0007');
    // Declined: the status carries the number the terminal would have used, and it stays free.
    terminal.pays = (observer, amountMinor) => {
      observer.sending();
      const result = terminalResult(amountMinor, '0008', {
        approved: false,
        resultCode: '05',
        trace: '',
      });
      observer.result(result);
      return Promise.resolve({ kind: 'declined', result, reason: '05' });
    };
    await pay();
    await kit.isQuiet();
    goesSilent();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008', { trace: '' }) };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await isAsked(3);
    // 0008, 10.00, approved: the customer was charged. "declined" charges a second time.
    expect(payments().at(-1)?.state).not.toBe('declined');
  });
});

describe('a void whose numbers could not be had', () => {
  it('does not pay the next sale of the same amount, not after a restart either', async () => {
    const saleId = await kit.sell(1000, '0007');
    terminal.gaveBackBefore();
    terminal.last = { kind: 'unreachable', reason: 'noAnswer' };
    await kit.begin(saleId);
    await kit.isDone();
    const { dir } = till;
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir, terminal });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    goesSilent();
    // The void itself is the terminal's last transaction; the payment never arrived.
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    await pay();
    await isAsked(2);
    expect(payments().at(-1)?.state).toBe('unknown');
  });
});

describe('a transaction that a terminal told of while the payment stayed in doubt', () => {
  it('outlives a restart, after which the terminal is away: it pays no later sale', async () => {
    await kit.sell(1000, '0007');
    goesSilent();
    // 4.00, taken at the terminal by hand: it says nothing of the 10.00 that are in doubt.
    const byHand = terminalResult(400, '0008');
    terminal.last = { kind: 'found', result: byHand };
    await pay();
    await isAsked(2);
    till.register.stop();
    till.store.close();
    terminal = new RefundingTerminal();
    terminal.last = { kind: 'unreachable', reason: 'noAnswer' };
    goesSilent();
    till = openTestTill({ dir: till.dir, terminal });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    await resolve(false);
    terminal.last = { kind: 'found', result: byHand };
    await must(till, 'pay.card', { amountMinor: 400 });
    await isAsked(3);
    expect(payments().at(-1)?.state).toBe('declined');
  });
});

describe('what a terminal told last of a void that a person settles', () => {
  it('outlives a restart: the next payment is not paid by that void', async () => {
    const saleId = await kit.sell(1000, '0007');
    terminal.isSilent();
    terminal.refuses('B5');
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    await kit.begin(saleId);
    await until(till, () => kit.snapshot().notice?.code === 'refundUnknown');
    await resolve(true);
    const { dir } = till;
    till.register.stop();
    till.store.close();
    terminal = new RefundingTerminal();
    terminal.last = { kind: 'found', result: terminalResult(1000, '0008') };
    goesSilent();
    till = openTestTill({ dir, terminal });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    await pay();
    await isAsked(2);
    // 0008 is the void; nothing was charged, and the goods are still to be paid for.
    expect(kit.snapshot().basket).not.toBeNull();
  });
});
