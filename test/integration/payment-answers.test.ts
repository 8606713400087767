import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreFault } from '../../till/ports/store.ts';
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
afterEach(() => till.close());

const snapshot = () => till.register.tillSnapshot();
const sales = () => till.store.read((tx) => tx.recentSales(99));
const paymentTypes = () =>
  till.store
    .read((tx) => tx.entries(1, 999))
    .map((entry) => entry.type)
    .filter((type) => type.startsWith('payment.'));

/** Leaves a payment of 1000 unknown; the terminal does not answer questions. */
async function leaveUnknown(): Promise<string> {
  till.terminal.goesSilent();
  till.terminal.last = { kind: 'unreachable', reason: 'line' };
  await must(till, 'pay.card', { amountMinor: 1000 });
  await until(till, () => snapshot().payment?.state === 'unknown');
  return snapshot().payment?.attemptId ?? '';
}

describe('settling an unknown payment', () => {
  it.each([true, false])('as paid = %s answers a repeat with the first answer', async (paid) => {
    const attemptId = await leaveUnknown();
    const command = { commandId: till.ctx.ids.next() };
    const input = {
      attemptId,
      paid,
      evidence: 'merchant slip 0007',
      approval: { operatorId: '5', pin: '5555' },
    };
    const first = await till.register.handlers['pay.resolve'](input, command);
    expect(first).toEqual({ ok: true, value: {} });
    expect(await till.register.handlers['pay.resolve'](input, command)).toEqual(first);
    expect(paymentTypes().filter((type) => type.startsWith('payment.resolved'))).toHaveLength(1);
    expect(sales()).toHaveLength(paid ? 1 : 0);
  });
});

describe('a terminal that stays silent', () => {
  it('is told of once, and again only when the cashier asks', async () => {
    const attemptId = await leaveUnknown();
    const told = snapshot().notice;
    expect(told).toMatchObject({ kind: 'attention', code: 'cardUnknown' });
    await must(till, 'sale.park', { label: 'pending' });
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    const serving = snapshot().notice;
    for (let times = 1; times <= 3; times += 1) {
      const { asked } = till.terminal;
      till.runTimers();
      await until(till, () => till.terminal.asked === asked + 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(snapshot().notice).toEqual(serving);
    await must(till, 'pay.ask', { attemptId });
    await until(till, () => snapshot().notice?.code === 'cardUnknown');
  });

  it('is asked at nobody’s wish while nobody is signed on', async () => {
    const attemptId = await leaveUnknown();
    await must(till, 'sale.park', { label: 'pending' });
    await must(till, 'session.signOff', {});
    const { asked } = till.terminal;
    expect(await call(till, 'pay.ask', { attemptId })).toMatchObject({
      error: { code: 'notSignedOn' },
    });
    expect(till.terminal.asked).toBe(asked);
  });
});

describe('a disk that is full for a moment while the terminal charges', () => {
  it('leaves the running payment to the terminal', async () => {
    let finish = () => {};
    till.terminal.pays = async (observer, amountMinor) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      observer.sending();
      const result = terminalResult(amountMinor, '0007');
      observer.result(result);
      return { kind: 'approved', result };
    };
    await must(till, 'pay.card', { amountMinor: 1000 });
    const { write } = till.store;
    till.store.write = () => {
      throw new StoreFault('diskFull', 'no space left');
    };
    const approval = { operatorId: '5', pin: '5555' };
    expect(await call(till, 'drawer.noSale', { approval })).toMatchObject({
      error: { code: 'storeFault' },
    });
    till.store.write = write;
    till.runTimers();
    expect(snapshot()).toMatchObject({ phase: 'selling', payment: { state: 'working' } });
    finish();
    await until(till, () => sales().length === 1);
    expect(till.terminal.charges).toEqual([1000]);
    expect(paymentTypes()).toEqual([
      'payment.intended',
      'payment.sending',
      'payment.resultSeen',
      'payment.approved',
    ]);
  });
});

describe('a database that cannot be read', () => {
  it('is told to a command and to a question, and neither throws', async () => {
    const { read } = till.store;
    till.store.read = () => {
      throw new StoreFault('io', 'the disk does not answer');
    };
    const { handlers } = till.register;
    const input = { text: BREAD.code, source: 'wedge' } as const;
    expect(await handlers['sale.scan'](input, { commandId: till.ctx.ids.next() })).toMatchObject({
      error: { code: 'storeFault', params: { reason: 'io' } },
    });
    expect(
      await handlers['catalogue.search']({ text: 'milk', limit: 5 }, { commandId: null }),
    ).toMatchObject({ error: { code: 'storeFault' } });
    expect(snapshot()).toMatchObject({ phase: 'stopped', stopped: { code: 'io' } });
    till.store.read = read;
    till.runTimers();
    expect(snapshot().phase).toBe('selling');
  });
});
