import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CURRENCIES } from '../../core/money/currency.ts';
import { minor } from '../../core/money/minor.ts';
import type { SettlementReport } from '../../core/settlement/batch-report.ts';
import { readDemoData } from '../../demo/catalogue/demo-data.ts';
import { buildDevices } from '../../native/device/build-devices.ts';
import type { CardName } from '../../native/simulators/terminal/cards.ts';
import type { FaultAction, FaultPoint } from '../../native/simulators/terminal/faults.ts';
import { openTestLane, PRICE_MINOR, type TestLane } from './lane-kit.ts';

const person = readDemoData().store.operators.find(({ role }) => role === 'supervisor');
const supervisor = {
  approval: { operatorId: person?.operatorId ?? '', pin: person?.pin ?? '' },
};

let lane: TestLane;
beforeAll(async () => {
  lane = await openTestLane();
  await lane.start();
  await lane.openForSelling();
});
afterAll(() => lane.close());
beforeEach(() => {
  if (lane.terminal.totals().count > 0) throw new Error('a test begins with an empty batch');
});

const isDone = () =>
  lane.until(({ basket, payment }) => basket === null && payment === null).then(() => undefined);
const closeBatch = () => lane.must('settlement.close', {});
const terminalStep = () => lane.snapshot().closing?.steps.find(({ step }) => step === 'settlement');

async function startPaying(card: CardName = 'visa'): Promise<void> {
  lane.terminal.nextCard(card);
  await lane.must('pay.card', { amountMinor: await lane.scanOne() });
}

async function payByCard(card: CardName = 'visa'): Promise<void> {
  await startPaying(card);
  await isDone();
}

async function report(): Promise<SettlementReport> {
  const { reportJson } = await lane.must('settlement.last', {});
  return JSON.parse(reportJson ?? 'null') as SettlementReport;
}

/** Differences as "group cause amount", the amounts in prices of the one ware. */
async function differences(): Promise<string[]> {
  return (await report()).differences.flatMap(({ group, explained }) =>
    explained.map(({ cause, amountMinor }) => `${group} ${cause} ${amountMinor / PRICE_MINOR}`),
  );
}

/** Does something as soon as the terminal hears a command. */
function when(command: string, act: () => void): void {
  const stop = lane.terminal.onLog(({ direction, text }) => {
    if (direction !== 'in' || !text.startsWith(command)) return;
    stop();
    act();
  });
}

const strike = (command: string, point: FaultPoint, action: FaultAction) =>
  when(command, () => lane.terminal.faults.at(point, action));

/** A payment that the terminal books; its completion is lost, and it answers no question. */
async function loseOne(point: FaultPoint = 'completion'): Promise<string> {
  strike('0601', point, { kind: 'silence' });
  when('0620', () => lane.terminal.faults.lock(0xdf));
  await startPaying();
  await lane.until(({ payment }) => payment?.state === 'unknown');
  const attemptId = lane.snapshot().payment?.attemptId ?? '';
  await lane.must('sale.park', { label: 'lost' });
  return attemptId;
}

/** The register asks about the lost one now and then; the terminal is closed in between. */
async function closeBetween(): Promise<Awaited<ReturnType<typeof closeBatch>>> {
  const answer = await closeBatch();
  return answer.reason.startsWith('notReady') ? closeBetween() : answer;
}

/** The parked basket comes back and is finished. */
async function finishParked(): Promise<void> {
  lane.terminal.faults.lock(undefined);
  const basketId = lane.snapshot().suspended[0]?.basketId ?? '';
  await lane.until(({ pendingPayments }) => pendingPayments.length === 0);
  // Paid in full, it has become a sale by itself.
  if (lane.snapshot().suspended.length === 0) return;
  await lane.must('sale.resume', { basketId });
  const { basket } = lane.snapshot();
  if (basket !== null && basket.remainingMinor > 0) {
    await lane.must('pay.tender', { kind: 'cash', amountMinor: basket.remainingMinor });
  }
  await isDone();
}

describe('two books that agree', () => {
  it('are compared kind of card by kind of card', async () => {
    for (const card of ['visa', 'mastercard', 'visaContactless', 'unionpay'] as const) {
      await payByCard(card);
    }
    const { netMinor } = lane.terminal.totals();
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0, reason: '' });
    const { groups, agrees, totals: told, reportLines } = await report();
    expect(agrees).toBe(true);
    expect(
      groups.map(({ group, terminalCount, registerCount }) => [
        group,
        terminalCount,
        registerCount,
      ]),
    ).toEqual([
      ['mastercard', 1, 1],
      ['visa', 2, 2],
      ['other', 1, 1],
    ]);
    expect(told).toMatchObject({ terminalCount: 4, terminalMinor: netMinor });
    expect(reportLines.join('\n')).toContain('VISA');
    expect(terminalStep()).toMatchObject({ state: 'done', code: 'batchClosed' });
  });

  it('with a void and, a batch later, a refund', async () => {
    await payByCard();
    await payByCard('mastercard');
    const saleReturn = async (index: number) => {
      const { sales } = await lane.must('sales.recent', { limit: 5 });
      const sale = sales.filter(({ totalMinor }) => totalMinor > 0)[index];
      await lane.must('return.begin', {
        saleId: sale?.saleId ?? '',
        reason: 'customer',
        note: '',
        cardAs: 'terminal',
        ...supervisor,
      });
      await lane.until((seen) => seen.saleReturn === null && seen.payment === null);
    };
    await saleReturn(1);
    expect(lane.terminal.totals()).toMatchObject({ count: 1, netMinor: PRICE_MINOR });
    expect(await closeBatch()).toMatchObject({ registerTotalMinor: PRICE_MINOR });
    expect(await report()).toMatchObject({
      agrees: true,
      groups: [{ group: 'mastercard', registerCount: 1 }],
    });

    await payByCard();
    await payByCard();
    // The card that paid: another one would be refused.
    lane.terminal.nextCard('mastercard');
    await saleReturn(2);
    expect(lane.terminal.totals()).toMatchObject({ count: 3, netMinor: PRICE_MINOR });
    expect(await closeBatch()).toMatchObject({ differenceMinor: 0 });
    const { totals, agrees } = await report();
    expect({ totals, agrees }).toMatchObject({
      agrees: true,
      totals: { registerCount: 3, registerMinor: PRICE_MINOR },
    });
  });

  it.each<[string, FaultPoint, FaultAction]>([
    ['loses power after it booked', 'booked', { kind: 'powerLost', forMs: 300 }],
    ['loses power before it booked', 'booking', { kind: 'powerLost', forMs: 300 }],
    ['misses that its result arrived', 'status', { kind: 'answerLost' }],
  ])('after a payment in which the terminal %s', async (_, point, action) => {
    await payByCard('mastercard');
    strike('0601', point, action);
    await startPaying();
    await lane.until(({ payment }) => payment === null);
    await lane.until(({ devices }) => devices.terminal.state === 'ready');
    const due = lane.snapshot().basket?.remainingMinor ?? 0;
    if (due > 0) await lane.must('pay.tender', { kind: 'cash', amountMinor: due });
    const { count, netMinor } = lane.terminal.totals();
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0 });
    expect(await report()).toMatchObject({
      agrees: true,
      totals: { registerCount: count, registerMinor: netMinor },
    });
  });
});

describe('a difference', () => {
  it('is explained by a payment that is unknown here', async () => {
    await payByCard();
    await loseOne();
    expect(await closeBetween()).toMatchObject({ closed: true, differenceMinor: PRICE_MINOR });
    expect(await differences()).toEqual(['visa unknown 1']);
    expect(terminalStep()).toMatchObject({ state: 'failed', code: 'batchClosed' });
    await finishParked();
    // It was in the batch before: the next one agrees.
    await payByCard();
    expect(await closeBatch()).toMatchObject({ differenceMinor: 0 });
  });

  it('is explained by a payment that a supervisor took for not paid', async () => {
    const attemptId = await loseOne();
    const settled = { attemptId, evidence: 'no slip', ...supervisor };
    await lane.must('pay.resolve', { ...settled, paid: false });
    expect(await closeBetween()).toMatchObject({ differenceMinor: PRICE_MINOR });
    expect(await differences()).toEqual(['visa settledByHand 1']);
    await finishParked();
  });

  it('is explained by a payment that the register has by a supervisor alone', async () => {
    // The status never arrives, so the terminal takes it back.
    const attemptId = await loseOne('status');
    await lane.must('pay.resolve', {
      attemptId,
      paid: true,
      evidence: 'a slip, says the customer',
      ...supervisor,
    });
    lane.terminal.faults.lock(undefined);
    await payByCard('mastercard');
    expect(await closeBetween()).toMatchObject({ differenceMinor: -PRICE_MINOR });
    expect(await differences()).toEqual(['other settledByHand -1']);
    await finishParked();
  });

  it('that nothing here explains is a charge that only the terminal has', async () => {
    await payByCard('mastercard');
    await lane.stop();
    await lane.terminal.idle();
    await chargeWithoutRegister(500);
    await lane.start();
    await lane.openForSelling();
    expect(await closeBatch()).toMatchObject({ differenceMinor: 500 });
    expect((await report()).differences).toMatchObject([
      { group: 'visa', terminalCount: 1, registerCount: 0, explained: [{ cause: 'unexplained' }] },
    ]);
  });
});

/** Another register, or somebody with the terminal in hand. */
async function chargeWithoutRegister(amountMinor: number): Promise<void> {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const currency = CURRENCIES.CNY;
  const clock = { nowMs: () => Date.now() };
  const devices = buildDevices(lane.settings, { currency, clock, log: quiet });
  await new Promise<void>((resolve) => {
    devices.terminal.onStatus(({ state }) => {
      if (state === 'ready') resolve();
    });
  });
  lane.terminal.nextCard('visa');
  const order = { attemptId: 'x', reference: '00000X', wallet: null, currency };
  const outcome = await devices.terminal.pay(
    { ...order, amountMinor: minor(amountMinor) },
    { sending: () => {}, progress: () => {}, result: () => 'book', receipt: () => {} },
  );
  await devices.close();
  expect(outcome).toMatchObject({ kind: 'approved' });
}

describe('a close that fails', () => {
  it('with 77 stops payments with F0 until a later one works', async () => {
    await payByCard();
    lane.terminal.faults.failEndOfDay(1);
    expect(await closeBatch()).toMatchObject({ closed: false });
    expect(terminalStep()).toMatchObject({
      state: 'failed',
      code: 'batchCloseFailed',
      params: { fault: 'bankRefused' },
    });
    await startPaying();
    const { notice } = await lane.until(({ payment }) => payment === null);
    expect(notice).toMatchObject({ kind: 'refused', code: 'cardDeclined' });
    expect(lane.terminal.totals()).toMatchObject({ count: 1 });

    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0 });
    await lane.must('pay.card', { amountMinor: lane.snapshot().basket?.remainingMinor ?? 0 });
    await isDone();
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0 });
  });

  it('because the bank is away leaves both sides as they were', async () => {
    await payByCard();
    lane.terminal.faults.hostDown(true);
    expect(await closeBatch()).toMatchObject({ closed: false });
    lane.terminal.faults.hostDown(false);
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0 });
  });
});

describe('an update after end of day', () => {
  it('is waited out: cash meanwhile, cards when the terminal is back', async () => {
    await payByCard();
    lane.terminal.faults.updateAfterEndOfDay({ forMs: 1_500 });
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0 });
    await lane.until(({ devices }) => devices.terminal.state === 'fault');
    await lane.must('pay.tender', { kind: 'cash', amountMinor: await lane.scanOne() });
    expect(lane.snapshot().basket).toBeNull();
    await lane.until(({ devices }) => devices.terminal.state === 'ready');
    await payByCard();
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0 });
  });
});

describe('an answer lost while closing', () => {
  it('after the totals came: closed, and compared with them', async () => {
    await payByCard();
    strike('0650', 'completion', { kind: 'silence' });
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0, reason: '' });
    expect(await report()).toMatchObject({ agrees: true, totalsKnown: true });
  });

  it('before the totals came: closed, for the terminal holds nothing any more', async () => {
    await payByCard();
    strike('0650', 'status', { kind: 'silence' });
    expect(await closeBatch()).toMatchObject({ closed: true, reason: 'totalsNotSeen' });
    expect(await report()).toMatchObject({ agrees: false, totalsKnown: false, differences: [] });
    await payByCard();
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0, reason: '' });
  });

  it('before the terminal began: still open, and closed by the next try', async () => {
    await payByCard();
    strike('0650', 'answer', { kind: 'silence' });
    expect(await closeBatch()).toMatchObject({ closed: false, reason: 'stillOpen' });
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0, reason: '' });
  });

  it('with the cable: in doubt until it is back, then found closed', async () => {
    await payByCard();
    strike('0650', 'status', { kind: 'pulled' });
    expect(await closeBatch()).toMatchObject({ closed: false, reason: 'inDoubt' });
    expect(terminalStep()).toMatchObject({ state: 'failed', code: 'batchInDoubt' });
    await lane.must('pay.tender', { kind: 'cash', amountMinor: await lane.scanOne() });
    lane.terminal.faults.plugIn();
    await lane.until(({ devices }) => devices.terminal.state === 'ready');
    expect(await closeBatch()).toMatchObject({ closed: true, reason: 'totalsNotSeen' });
    await payByCard();
    expect(await closeBatch()).toMatchObject({ closed: true, differenceMinor: 0, reason: '' });
  });
});
