import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkManifest } from '../../core/upload/build.ts';
import type { DayReport } from '../../core/journal/events/day-report.ts';
import { handOver } from './hand-over.ts';
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

const DAY_MS = 24 * 60 * 60_000;
const snapshot = () => till.register.tillSnapshot();
const entries = () => till.store.read((tx) => tx.entries(1, 9_999));
const types = () => entries().map((entry) => entry.type);
const steps = () =>
  Object.fromEntries((snapshot().closing?.steps ?? []).map(({ step, ...row }) => [step, row]));

async function lastZ(): Promise<DayReport> {
  const { reportJson } = await must(till, 'report.lastZ', {});
  return JSON.parse(reportJson ?? 'null') as DayReport;
}

async function signOnManager(): Promise<void> {
  await handOver(till, 'manager');
}

/** Counts, and hands the register to the manager. */
async function closeShift(): Promise<void> {
  await must(till, 'shift.close', { counted: [] });
  await signOnManager();
}

/** Parks a basket of 1000 whose card payment nobody knows the end of. */
async function parkUnknown(): Promise<string> {
  till.terminal.goesSilent();
  till.terminal.last = { kind: 'unreachable', reason: 'line' };
  await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
  await must(till, 'pay.card', { amountMinor: 1000 });
  await until(till, () => snapshot().payment?.state === 'unknown');
  const attemptId = snapshot().payment?.attemptId ?? '';
  await must(till, 'sale.park', { label: 'pending' });
  return attemptId;
}

/** Every batch agrees with its entries and follows the one before. */
function booksAgree(): void {
  const batches = till.store.read((tx) => tx.batches());
  for (const [index, { header }] of batches.entries()) {
    const { manifest } = header;
    const slice = entries().filter(({ seq }) => seq >= manifest.from && seq <= manifest.to);
    const before = batches[index - 1]?.header.manifest.grandSalesMinor ?? null;
    expect(checkManifest(manifest, slice, before)).toEqual([]);
  }
}

describe('a parked basket', () => {
  it('without money keeps the day open until it is finished or voided', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'sale.park', { label: '' });
    await closeShift();
    expect(steps()['baskets']).toMatchObject({ state: 'waiting', params: { count: 1 } });
    expect(await call(till, 'day.close', { skipSettlement: true })).toMatchObject({
      error: { code: 'parkedOpen' },
    });
  });

  it('with part of it paid by card waits into the next day and is finished there', async () => {
    till.terminal.approve();
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: 600 });
    await until(till, () => snapshot().payment === null);
    await must(till, 'sale.park', { label: 'no cash with them' });
    await closeShift();
    // 6.00 of a customer's money are in the batch and in no sale.
    expect(steps()['baskets']).toMatchObject({
      state: 'failed',
      code: 'partPaidBaskets',
      params: { count: 1 },
    });
    await must(till, 'day.close', { skipSettlement: true });
    expect((await lastZ()).parkedPaid).toMatchObject([{ paidMinor: 600, totalMinor: 1000 }]);
    // Closed, and still in no sale: it does not turn green.
    expect(steps()['baskets']).toMatchObject({ state: 'failed', code: 'partPaidBaskets' });

    till.clock.now += DAY_MS;
    await must(till, 'day.open', {});
    await must(till, 'shift.open', { floatMinor: 0 });
    await must(till, 'sale.resume', { basketId: snapshot().suspended[0]?.basketId ?? '' });
    expect(await call(till, 'sale.voidBasket', { reason: 'customer' })).toMatchObject({
      error: { code: 'partPaid' },
    });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 400 });
    await closeShift();
    await must(till, 'day.close', { skipSettlement: true });
    expect(await lastZ()).toMatchObject({ zNumber: 2, sales: { count: 1, amountMinor: 1000 } });
    booksAgree();
  });
});

describe('a basket that is paid in full while it is parked', () => {
  const isPaid = (attemptId: string) =>
    must(till, 'pay.resolve', {
      attemptId,
      paid: true,
      evidence: 'the terminal has it',
      approval: { operatorId: '5', pin: '5555' },
    });

  it('after the cash was counted is a sale of its day all the same', async () => {
    const attemptId = await parkUnknown();
    await closeShift();
    await isPaid(attemptId);
    expect(snapshot()).toMatchObject({ suspended: [], notice: { code: 'parkedCompleted' } });
    // The customer is gone: it is not what the lane shows as its own last sale.
    expect(snapshot().lastSale).toBeNull();
    expect(steps()['baskets']).toMatchObject({ state: 'done' });
    await must(till, 'day.close', { skipSettlement: true });
    const z = await lastZ();
    expect(z).toMatchObject({
      sales: { count: 1, amountMinor: 1000 },
      tenders: [{ key: 'card', count: 1, amountMinor: 1000 }],
      unresolvedPayments: [],
    });
    expect(z.parkedPaid).toBeUndefined();
    booksAgree();
  });

  it('with cash of an earlier shift among it changes no drawer', async () => {
    till.terminal.goesSilent();
    till.terminal.last = { kind: 'unreachable', reason: 'line' };
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.tender', { kind: 'cash', amountMinor: 300 });
    await must(till, 'pay.card', { amountMinor: 700 });
    await until(till, () => snapshot().payment?.state === 'unknown');
    const attemptId = snapshot().payment?.attemptId ?? '';
    await must(till, 'sale.park', { label: 'pending' });
    await must(till, 'shift.close', { counted: [{ denominationMinor: 100, count: 203 }] });
    await signOnManager();
    await isPaid(attemptId);
    await must(till, 'day.close', { skipSettlement: true });
    expect(await lastZ()).toMatchObject({
      sales: { count: 1, amountMinor: 1000 },
      expectedCashMinor: 20_300,
      countedCashMinor: 20_300,
      overShortMinor: 0,
    });
    booksAgree();
  });

  it('between two days becomes a sale when the next shift opens', async () => {
    const attemptId = await parkUnknown();
    await closeShift();
    await must(till, 'day.close', { skipSettlement: true });
    await isPaid(attemptId);
    expect(snapshot().suspended).toHaveLength(1);
    till.clock.now += DAY_MS;
    await must(till, 'day.open', {});
    await must(till, 'shift.open', { floatMinor: 0 });
    expect(snapshot().suspended).toEqual([]);
    await closeShift();
    await must(till, 'day.close', { skipSettlement: true });
    expect(await lastZ()).toMatchObject({ sales: { count: 1, amountMinor: 1000 } });
    booksAgree();
  });

  it('becomes a sale beside another customer’s open basket, which stays as it is', async () => {
    const attemptId = await parkUnknown();
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    const { basket } = snapshot();
    await isPaid(attemptId);
    expect(snapshot()).toMatchObject({ basket, suspended: [], lastSale: null });
    expect(types().filter((type) => type === 'sale.completed')).toHaveLength(1);
  });
});

describe('a card payment nobody knows the end of', () => {
  it('stands in each Z until it is settled, whatever the clock says', async () => {
    const attemptId = await parkUnknown();
    await closeShift();
    expect(steps()).toMatchObject({
      baskets: { state: 'done' },
      payments: { state: 'failed', params: { count: 1 } },
    });
    await must(till, 'day.close', { skipSettlement: true });
    const open = [{ attemptId, amountMinor: 1000 }];
    expect((await lastZ()).unresolvedPayments).toEqual(open);

    till.clock.set(-30 * DAY_MS);
    till.ctx.state.changed();
    await must(till, 'day.open', { shown: snapshot().opening?.date ?? null });
    await must(till, 'day.close', { skipSettlement: true });
    expect((await lastZ()).unresolvedPayments).toEqual(open);

    await must(till, 'day.open', {});
    await must(till, 'pay.resolve', {
      attemptId,
      paid: false,
      evidence: 'acquirer has none',
      approval: { operatorId: '5', pin: '5555' },
    });
    // Nothing holds the basket any more: it is voided like any other.
    expect(await call(till, 'day.close', { skipSettlement: true })).toMatchObject({
      error: { code: 'parkedOpen' },
    });
    await must(till, 'shift.open', { floatMinor: 0 });
    await must(till, 'sale.resume', { basketId: snapshot().suspended[0]?.basketId ?? '' });
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await must(till, 'shift.close', { counted: [] });
    await must(till, 'day.close', { skipSettlement: true });
    expect((await lastZ()).unresolvedPayments).toEqual([]);
    booksAgree();
  });
});

describe("the terminal's batch", () => {
  it('that did not close is one failure, also for a command that comes twice', async () => {
    let asked = 0;
    till.terminal.closeBatch = () => {
      asked += 1;
      return Promise.resolve({ kind: 'failed', resultCode: '6F', reason: 'host away' });
    };
    await closeShift();
    const command = { commandId: till.ctx.ids.next() };
    const first = await till.register.handlers['settlement.close']({}, command);
    expect(first).toMatchObject({
      ok: true,
      value: { closed: false, reason: 'refused:host away' },
    });
    expect(await till.register.handlers['settlement.close']({}, command)).toEqual(first);
    expect(asked).toBe(1);
    expect(types().filter((type) => type === 'settlement.failed')).toHaveLength(1);
  });

  it('keeps the day open while it holds payments, unless somebody goes on without it', async () => {
    till.terminal.approve();
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'pay.card', { amountMinor: 1000 });
    await until(till, () => snapshot().lastSale !== null);
    await closeShift();
    expect(steps()['settlement']).toEqual({
      state: 'waiting',
      code: 'batchOpen',
      params: { count: 1, amountMinor: 1000 },
    });
    expect(await call(till, 'day.close', { skipSettlement: false })).toMatchObject({
      error: { code: 'settlementOpen' },
    });
    expect(await must(till, 'settlement.close', {})).toMatchObject({ differenceMinor: -1000 });
    expect(steps()['settlement']).toMatchObject({ state: 'failed', code: 'batchClosed' });
    await must(till, 'day.close', { skipSettlement: false });
  });
});

describe('the steps of closing', () => {
  it('are seen only by those who may see reports', async () => {
    expect(snapshot().closing).toBeNull();
    await signOnManager();
    expect(snapshot().closing?.steps.map(({ step }) => step)).toEqual([
      'baskets',
      'payments',
      'count',
      'settlement',
      'zReport',
      'send',
    ]);
  });

  it('follow the journal, also across a restart in the middle', async () => {
    await must(till, 'sale.scan', { text: BREAD.code, source: 'wedge' });
    await must(till, 'sale.voidBasket', { reason: 'customer' });
    await signOnManager();
    expect(steps()).toMatchObject({
      baskets: { state: 'done' },
      count: { state: 'waiting', code: 'shiftOpen' },
      settlement: { state: 'skipped', code: 'noCardPayments' },
      zReport: { state: 'waiting' },
      send: { state: 'waiting' },
    });
    await must(till, 'shift.close', { counted: [] });
    till.register.stop();
    till.store.close();
    till = openTestTill({ dir: till.dir });
    await must(till, 'session.signOn', { operatorId: '9', pin: '9999' });
    expect(steps()['count']).toMatchObject({ state: 'done', code: 'shiftClosed' });
    await must(till, 'day.close', { skipSettlement: true });
    expect(steps()).toMatchObject({
      settlement: { state: 'skipped', code: 'noCardPayments' },
      zReport: { state: 'done', code: 'dayClosed' },
      send: { state: 'skipped', code: 'noHeadOffice' },
    });
  });

  it('read no list that grows with the years', async () => {
    await signOnManager();
    await must(till, 'shift.close', { counted: [] });
    for (let days = 0; days < 3; days += 1) {
      await must(till, 'day.close', { skipSettlement: true });
      await must(till, 'day.open', {});
    }
    const { read } = till.store;
    till.store.read = (use) =>
      read((tx) =>
        use({
          ...tx,
          batches: () => {
            throw new Error('a snapshot reads every batch there ever was');
          },
        }),
      );
    till.ctx.state.changed();
    await must(till, 'day.close', { skipSettlement: true });
    expect(steps()['send']).toMatchObject({ state: 'skipped' });
    till.store.read = read;
  });
});
