import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minor } from '../../core/money/minor.ts';
import { checkDerived } from '../../db/rebuild.ts';
import { openDatabase } from '../../db/open.ts';
import {
  BREAD,
  call,
  must,
  openForSelling,
  openTestTill,
  terminalResult,
  type TestTill,
  until,
} from './till-kit.ts';

let till: TestTill;

/** Approves another amount than was asked, on a protocol that cannot refuse a result. */
function approveAnother(amountMinor: number, currencyNumeric = '156'): void {
  const { terminal } = till;
  terminal.capabilities = { ...terminal.capabilities, refusesResult: false };
  const result = terminalResult(amountMinor, '0007', { currencyNumeric });
  terminal.pays = (observer) => {
    observer.sending();
    observer.result(result);
    return Promise.resolve({ kind: 'approved', result });
  };
  terminal.last = { kind: 'found', result };
}

beforeEach(async () => {
  till = openTestTill();
  await openForSelling(till);
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
});
afterEach(() => {
  till.close();
  rmSync(till.dir, { recursive: true, force: true });
});

const snapshot = () => till.register.tillSnapshot();
const doubtful = async (askedMinor: number) => {
  await must(till, 'pay.card', { amountMinor: askedMinor });
  await until(till, () => snapshot().payment?.state === 'unknown');
  return snapshot().payment?.attemptId ?? '';
};
const resolve = (attemptId: string, paid: boolean) =>
  call(till, 'pay.resolve', {
    attemptId,
    paid,
    evidence: 'slip 0007 of the terminal',
    approval: { operatorId: '5', pin: '5555' },
  });

describe('a terminal that approved another amount and cannot be refused', () => {
  it('leaves the payment in doubt, says both amounts, and books nothing by itself', async () => {
    approveAnother(400);
    await doubtful(1000);
    expect(snapshot().payment).toMatchObject({
      amountMinor: 1000,
      approvedMinor: 400,
      reason: 'amountDiffers',
    });
    expect(snapshot().pendingPayments).toMatchObject([
      { amountMinor: 1000, approvedMinor: 400, reason: 'amountDiffers' },
    ]);
    expect(snapshot().basket?.remainingMinor).toBe(1000);
    // Asking it again tells the same and changes nothing.
    till.runTimers();
    await until(till, () => till.terminal.asked === 2);
    expect(snapshot().basket?.remainingMinor).toBe(1000);
    expect(till.terminal.charges).toEqual([1000]);
  });

  it('of less is booked as what it approved; the rest is still owed', async () => {
    approveAnother(400);
    const attemptId = await doubtful(1000);
    expect(await resolve(attemptId, true)).toMatchObject({ ok: true });
    expect(snapshot().basket).toMatchObject({ remainingMinor: 600 });
    await must(till, 'pay.cash', { amountMinor: 600 });
    const sold = till.store.read((tx) => tx.recentSales(1)[0]?.sale);
    expect(sold?.tenders.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([
      ['card', 400],
      ['cash', 600],
    ]);
    const inBatch = till.store.read((tx) => tx.cardTotalsSinceBatchClose('T1'));
    expect(inBatch).toMatchObject({ count: 1, amountMinor: 400 });
  });

  it('of more than is owed cannot be booked: the terminal gives it back', async () => {
    approveAnother(1001);
    const attemptId = await doubtful(1000);
    expect(await resolve(attemptId, true)).toMatchObject({ error: { code: 'amountDiffers' } });
    expect(snapshot().payment?.state).toBe('unknown');
    expect(await resolve(attemptId, false)).toMatchObject({ ok: true });
    expect(snapshot()).toMatchObject({ payment: null, basket: { remainingMinor: 1000 } });
  });

  it('of more than was asked is booked while it is owed, also for a parked basket', async () => {
    approveAnother(700);
    const attemptId = await doubtful(500);
    await must(till, 'sale.park', { label: 'A' });
    expect(await resolve(attemptId, true)).toMatchObject({ ok: true });
    const basketId = snapshot().suspended[0]?.basketId ?? '';
    await must(till, 'sale.resume', { basketId });
    expect(snapshot().basket).toMatchObject({ remainingMinor: 300 });
  });

  it('of another currency cannot be booked', async () => {
    approveAnother(1000, '978');
    const attemptId = await doubtful(1000);
    expect(snapshot().payment?.reason).toBe('amountDiffers');
    expect(await resolve(attemptId, true)).toMatchObject({ error: { code: 'amountDiffers' } });
  });

  it('makes the same read tables again from the journal', async () => {
    approveAnother(400);
    await resolve(await doubtful(1000), true);
    await must(till, 'pay.cash', { amountMinor: 600 });
    till.register.stop();
    till.store.close();
    const { db, close } = openDatabase(`${till.dir}/register.db`);
    expect(checkDerived(db).differences).toEqual([]);
    close();
  });
});

describe('evidence', () => {
  it('keeps no card number that somebody typed into it', async () => {
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    const attemptId = await doubtful(1000);
    await must(till, 'pay.resolve', {
      attemptId,
      paid: true,
      evidence: 'card 4111 1111 1111 1111, slip 0007',
      approval: { operatorId: '5', pin: '5555' },
    });
    const decided = till.store.read((tx) => tx.attempt(attemptId));
    expect(decided).toMatchObject({
      state: 'resolvedPaid',
      amountMinor: minor(1000),
      reason: 'card **** **** **** 1111, slip 0007',
    });
  });
});
