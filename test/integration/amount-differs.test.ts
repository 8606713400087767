import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CURRENCIES } from '../../core/money/currency.ts';
import { minor } from '../../core/money/minor.ts';
import { checkDerived } from '../../db/rebuild.ts';
import { openDatabase } from '../../db/open.ts';
import {
  BREAD,
  call,
  MILK,
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
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 600 });
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
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 600 });
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

describe('what may be booked of a payment in doubt', () => {
  it('is more than was asked while it is owed, of the basket that is open', async () => {
    approveAnother(700);
    expect(await resolve(await doubtful(500), true)).toMatchObject({ ok: true });
    expect(snapshot().basket).toMatchObject({ remainingMinor: 300 });
  });

  it('is what its own basket owes, not another one that is parked', async () => {
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await must(till, 'sale.scan', { text: MILK.code, source: 'wedge' });
    await must(till, 'sale.park', { label: 'milk' });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    approveAnother(700);
    const attemptId = await doubtful(500);
    await must(till, 'sale.park', { label: 'bread' });
    expect(await resolve(attemptId, true)).toMatchObject({ ok: true });
    expect(till.store.read((tx) => tx.attempt(attemptId))).toMatchObject({ amountMinor: 700 });
  });

  it('is what was asked where the goods are not here any more', async () => {
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    const attemptId = await doubtful(1000);
    // A database that came back from its second copy has no open basket.
    const basketId = snapshot().basket?.basketId ?? '';
    till.store.write((tx) => tx.dropBasket(basketId));
    expect(await resolve(attemptId, true)).toMatchObject({ ok: true });
    expect(till.store.read((tx) => tx.attempt(attemptId))).toMatchObject({
      state: 'resolvedPaid',
      amountMinor: 1000,
    });
  });
});

describe('where no card can pay the last minor unit', () => {
  const TO_FIVE = { stepMinor: 5, rounding: 'halfUp', cardStepMinor: 5 } as const;
  /** Apples at 9.90 the kilo, in place of the bread. */
  async function weigh(weightGrams: number, totalMinor: number): Promise<void> {
    till.close();
    const currency = { ...CURRENCIES.CNY, cashRule: TO_FIVE };
    till = openTestTill({ settings: { currency } });
    await openForSelling(till);
    await must(till, 'sale.addPlu', { plu: '201', quantityThousandths: null, weightGrams });
    expect(snapshot().basket).toMatchObject({ totalMinor });
  }
  const sold = () => till.store.read((tx) => tx.recentSales(1)[0]?.sale);

  it('the rounded rest may be booked, though it is more than what is owed', async () => {
    await weigh(2018, 1998);
    till.terminal.pays = (observer) => {
      observer.sending();
      observer.result(terminalResult(2000, '0007'));
      return Promise.resolve({ kind: 'unknown', reason: 'timeout' });
    };
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    expect(await resolve(await doubtful(2000), true)).toMatchObject({ ok: true });
    expect(sold()).toMatchObject({ totalMinor: 1998, roundingMinor: 2 });
  });

  it('all that is owed may be booked, though less was asked for', async () => {
    await weigh(2017, 1997);
    approveAnother(1997);
    expect(await resolve(await doubtful(1995), true)).toMatchObject({ ok: true });
    expect(sold()).toMatchObject({ totalMinor: 1997, roundingMinor: 0 });
  });
});
