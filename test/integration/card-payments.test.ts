import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
const sales = () => till.store.read((tx) => tx.recentSales(99));
const types = () => till.store.read((tx) => tx.entries(1, 999)).map((entry) => entry.type);
const paymentTypes = () => types().filter((type) => type.startsWith('payment.'));
const settled = () => until(till, () => snapshot().payment === null);

describe('a card payment', () => {
  it('writes its intent, its sending and its result before it is taken as paid', async () => {
    till.terminal.approve();
    await must(till, 'pay.card', { amountMinor: 1000 });
    await settled();
    expect(paymentTypes()).toEqual([
      'payment.intended',
      'payment.sending',
      'payment.resultSeen',
      'payment.approved',
    ]);
    expect(sales()[0]?.sale.tenders[0]?.card).toMatchObject({ receiptNo: '0007' });
  });

  it('is durable at each step before the driver goes on', async () => {
    const seen: string[][] = [];
    till.terminal.pays = (observer, amountMinor) => {
      seen.push(paymentTypes());
      observer.sending();
      seen.push(paymentTypes());
      observer.result(terminalResult(amountMinor, '0007'));
      seen.push(paymentTypes());
      return Promise.resolve({ kind: 'declined', result: null, reason: '6C' });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await settled();
    expect(seen.map((list) => list.at(-1))).toEqual([
      'payment.intended',
      'payment.sending',
      'payment.resultSeen',
    ]);
  });

  it('that is declined leaves the basket open and may be tried again', async () => {
    till.terminal.pays = (observer) => {
      observer.sending();
      return Promise.resolve({ kind: 'declined', result: null, reason: '6C' });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await settled();
    expect(snapshot().notice).toMatchObject({ kind: 'refused', code: 'cardDeclined' });
    expect(snapshot().basket?.remainingMinor).toBe(1000);
    till.terminal.approve();
    await must(till, 'pay.card', { amountMinor: 1000 });
    await settled();
    expect(sales()).toHaveLength(1);
  });

  it('of a part leaves the rest to cash', async () => {
    till.terminal.approve();
    await must(till, 'pay.card', { amountMinor: 700 });
    await settled();
    expect(snapshot().basket?.remainingMinor).toBe(300);
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 500 });
    expect(sales()[0]?.sale).toMatchObject({ totalMinor: 1000, changeMinor: 200 });
  });

  it('approved for another amount is refused to the terminal and not taken as paid', async () => {
    till.terminal.approve('0007', { amountMinor: terminalResult(999, '').amountMinor });
    await must(till, 'pay.card', { amountMinor: 1000 });
    await settled();
    expect(sales()).toHaveLength(0);
    expect(paymentTypes().at(-1)).toBe('payment.declined');
  });

  it('pressed twice charges once', async () => {
    till.terminal.approve();
    const both = await Promise.all([
      call(till, 'pay.card', { amountMinor: 1000 }),
      call(till, 'pay.card', { amountMinor: 1000 }),
    ]);
    expect(both.map((answer) => answer.ok)).toEqual([true, false]);
    await settled();
    expect(till.terminal.charges).toEqual([1000]);
  });
});

describe('a driver that says "not started" after it had announced the first byte', () => {
  beforeEach(async () => {
    till.terminal.last = { kind: 'unreachable', reason: 'disconnected' };
    till.terminal.pays = (observer) => {
      observer.sending();
      return Promise.resolve({ kind: 'notStarted', reason: 'lineLost' });
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state !== 'working');
  });

  it('is not believed: no second charge, and no cash, while the terminal has not spoken', async () => {
    await until(till, () => snapshot().payment?.state === 'unknown');
    expect(paymentTypes()).toEqual(['payment.intended', 'payment.sending', 'payment.unknown']);
    expect(till.terminal.asked).toBe(1);
    expect((await call(till, 'pay.card', { amountMinor: 1000 })).ok).toBe(false);
    expect((await call(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 })).ok).toBe(false);
    expect(till.terminal.charges).toEqual([1000]);
    expect(sales()).toEqual([]);
  });

  it('is overruled by the terminal, which has the money', async () => {
    const result = terminalResult(1000, '0007', { date: '0102', time: '100010' });
    till.terminal.last = { kind: 'found', result };
    till.runTimers();
    await until(till, () => sales().length === 1);
    expect(paymentTypes()).not.toContain('payment.neverStarted');
    expect(till.terminal.charges).toEqual([1000]);
  });
});

describe('an unknown card payment', () => {
  const goSilent = () => {
    till.terminal.goesSilent();
  };

  it('is asked about and booked when the terminal has it', async () => {
    till.terminal.approve('0006');
    await must(till, 'pay.card', { amountMinor: 500 });
    await settled();
    goSilent();
    till.terminal.last = { kind: 'found', result: terminalResult(500, '0007') };
    await must(till, 'pay.card', { amountMinor: 500 });
    await until(till, () => sales().length === 1);
    expect(till.terminal.charges).toEqual([500, 500]);
    expect(sales()[0]?.sale.tenders).toHaveLength(2);
  });

  it('is not paid when the terminal shows the one before', async () => {
    till.terminal.approve('0006');
    await must(till, 'pay.card', { amountMinor: 500 });
    await settled();
    goSilent();
    till.terminal.last = { kind: 'found', result: terminalResult(500, '0006') };
    await must(till, 'pay.card', { amountMinor: 500 });
    await settled();
    expect(snapshot().basket?.remainingMinor).toBe(500);
    expect(sales()).toHaveLength(0);
  });

  it('keeps the basket waiting, blocks a second charge and cash, and asks again', async () => {
    goSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    expect(await call(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 })).toMatchObject({
      ok: false,
    });
    expect(await call(till, 'pay.card', { amountMinor: 1000 })).toMatchObject({ ok: false });
    expect(await call(till, 'sale.voidBasket', { reason: 'customer' })).toMatchObject({
      error: { code: 'paymentUnresolved' },
    });
    till.terminal.last = { kind: 'none' };
    till.runTimers();
    await settled();
    expect(till.terminal.charges).toEqual([1000]);
    expect(till.terminal.asked).toBe(2);
  });

  it('is asked about in one rhythm, however often somebody asks', async () => {
    goSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    const attemptId = snapshot().payment?.attemptId ?? '';
    for (const asked of [2, 3, 4]) {
      await must(till, 'pay.ask', { attemptId });
      await until(till, () => till.terminal.asked === asked);
      await until(till, () => snapshot().payment?.state === 'unknown');
    }
    till.runTimers();
    await until(till, () => snapshot().payment?.state === 'unknown');
    expect(till.terminal.asked).toBe(5);
  });

  it('may be parked while the lane goes on with cash, and completes its basket when solved', async () => {
    goSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    const attemptId = snapshot().payment?.attemptId ?? '';
    await must(till, 'sale.park', { label: 'pending' });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 1000 });
    await must(till, 'pay.resolve', {
      attemptId,
      paid: true,
      evidence: 'merchant slip 0007',
      approval: { operatorId: '5', pin: '5555' },
    });
    // Nobody has to take it up again: what is paid is a sale, and the lane shows its own last one.
    expect(snapshot().suspended).toEqual([]);
    expect(sales()).toHaveLength(2);
    expect(sales()[0]?.sale.tenders[0]?.card?.attemptId).toBe(attemptId);
  });

  it('leaves what the terminal last told as the mark that the next attempt begins after', async () => {
    till.terminal.approve('0006');
    await must(till, 'pay.card', { amountMinor: 300 });
    await settled();
    goSilent();
    till.terminal.last = { kind: 'found', result: terminalResult(200, '0007') };
    await must(till, 'pay.card', { amountMinor: 500 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    await must(till, 'pay.resolve', {
      attemptId: snapshot().payment?.attemptId ?? '',
      paid: false,
      evidence: 'slip 0007 is of another amount',
      approval: { operatorId: '5', pin: '5555' },
    });
    // The same amount as that slip: it must not be taken for this attempt's.
    await must(till, 'pay.card', { amountMinor: 200 });
    await settled();
    expect(paymentTypes().at(-1)).toBe('payment.declined');
    expect(snapshot().basket?.remainingMinor).toBe(700);
  });

  it('is settled only by a supervisor with the right PIN', async () => {
    goSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    const attemptId = snapshot().payment?.attemptId ?? '';
    const settle = { attemptId, paid: false, evidence: 'portal shows none' };
    const cashier = { ...settle, approval: { operatorId: '1', pin: '1111' } };
    expect(await call(till, 'pay.resolve', cashier)).toMatchObject({
      error: { code: 'approvalOwn' },
    });
    const wrong = { ...settle, approval: { operatorId: '9', pin: '0000' } };
    expect(await call(till, 'pay.resolve', wrong)).toMatchObject({ error: { code: 'wrongPin' } });
    await must(till, 'pay.resolve', { ...settle, approval: { operatorId: '5', pin: '5555' } });
    expect(paymentTypes().at(-1)).toBe('payment.resolvedNotPaid');
    expect(snapshot().payment).toBeNull();
  });
});

describe('after a restart', () => {
  it('an intent that never left is closed without asking anybody', async () => {
    till.terminal.pays = () => new Promise(() => {});
    await must(till, 'pay.card', { amountMinor: 1000 });
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir });
    expect(paymentTypes().at(-1)).toBe('payment.neverStarted');
    expect(till.terminal.asked).toBe(0);
    expect(till.terminal.charges).toEqual([]);
  });

  it('a charge that may have left is asked about, never sent again', async () => {
    till.terminal.pays = (observer) => {
      observer.sending();
      return new Promise(() => {});
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    till.register.stop();
    till.store.close();
    const { terminal } = till;
    terminal.last = {
      kind: 'found',
      result: terminalResult(1000, '0007', { date: '0102', time: '100010' }),
    };
    till = openTestTill({ dir: till.dir, terminal });
    await until(till, () => sales().length === 1);
    expect(terminal.charges).toEqual([1000]);
    expect(types().filter((type) => type === 'sale.completed')).toHaveLength(1);
  });

  it('a basket with a card in doubt takes no cash, no card and no lines until it is clear', async () => {
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'disconnected' };
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    till.register.stop();
    till.store.close();
    const { terminal } = till;
    till = openTestTill({ dir: till.dir, terminal });
    await must(till, 'session.signOn', { operatorId: '1', pin: '1111' });
    // Nothing is in front of the cashier any more: only the journal knows of the doubt.
    expect(till.ctx.state.payment).toBeNull();
    const refused = { ok: false, error: { code: 'paymentUnresolved' } };
    const entries = types();
    for (const amountMinor of [1000, 400]) {
      expect(await call(till, 'pay.tender', { kind: 'cash', amountMinor })).toMatchObject(refused);
    }
    expect(await call(till, 'pay.card', { amountMinor: 1000 })).toMatchObject(refused);
    expect(await call(till, 'sale.voidBasket', { reason: 'customer' })).toMatchObject(refused);
    expect(await call(till, 'sale.scan', { text: BREAD.code, source: 'wedge' })).toMatchObject({
      error: { code: 'scanIgnored', params: { reason: 'paymentUnresolved' } },
    });
    expect(types()).toEqual(entries);

    const paid = terminalResult(1000, '0007', { time: '100010' });
    terminal.last = { kind: 'found', result: paid };
    await must(till, 'pay.ask', { attemptId: snapshot().pendingPayments[0]?.attemptId ?? '' });
    await until(till, () => sales().length > 0);
    expect(sales()).toHaveLength(1);
    expect(sales()[0]?.sale.tenders).toMatchObject([{ kind: 'card', amountMinor: 1000 }]);
    expect(terminal.charges).toEqual([1000]);
  });
});
