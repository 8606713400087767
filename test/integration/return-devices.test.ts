import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readDemoData } from '../../demo/catalogue/demo-data.ts';
import type { FaultAction, FaultPoint } from '../../native/simulators/terminal/faults.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';

const TIMEOUT = { timeout: 60_000 };
const { operators } = readDemoData().store;
const manager = operators.find(({ role }) => role === 'manager');
const supervisor = operators.find(({ role }) => role === 'supervisor');
const { operatorId = '', pin = '' } = supervisor ?? {};
const SUPERVISOR = { approval: { operatorId, pin } };

let lane: TestLane;
/** Every command the terminal heard, as its first two bytes in hex; transport repeats are not. */
const heard: string[] = [];

beforeAll(async () => {
  lane = await openTestLane();
  lane.terminal.onLog(({ direction, text }) => {
    if (direction === 'in') heard.push(text.slice(0, 4));
  });
  await lane.start();
  await lane.openForSelling();
});
afterAll(() => lane.close());
beforeEach(() => {
  heard.length = 0;
});

const commands = (control: string) => heard.filter((one) => one === control).length;
const entries = () => lane.terminal.book();

/** What the terminal's book says went back since `from` entries: by void and by refund. */
function wentBack(from: number): { voids: number; refunds: number } {
  const since = entries().slice(from);
  const count = (kind: string) =>
    since.filter((entry) => entry.kind === kind && entry.state === 'approved').length;
  return { voids: count('reversal'), refunds: count('refund') };
}

interface Sold {
  readonly saleId: string;
  readonly amountMinor: number;
  /** Entries of the terminal's book when it was paid. */
  readonly from: number;
}

async function sellByCard(): Promise<Sold> {
  const amountMinor = await lane.scanOne();
  lane.terminal.nextCard('visa');
  await lane.must('pay.card', { amountMinor });
  await lane.until(({ basket, payment }) => basket === null && payment === null);
  await lane.terminal.idle();
  const { sales } = await lane.must('sales.recent', { limit: 1 });
  return { saleId: sales[0]?.saleId ?? '', amountMinor, from: entries().length };
}

const begin = ({ saleId }: Sold) =>
  lane.must('return.begin', {
    saleId,
    reason: 'customer',
    note: '',
    cardAs: 'terminal',
    ...SUPERVISOR,
  });
const retry = async (as: 'same' | 'refund') => {
  const { returnId = '' } = lane.snapshot().saleReturn ?? {};
  await lane.must('return.retry', { returnId, as, ...SUPERVISOR });
};
const isDone = () =>
  lane.until(({ saleReturn, payment }) => saleReturn === null && payment === null);
const stands = (state: string) =>
  lane.until(
    ({ saleReturn, payment }) => payment === null && saleReturn?.steps[0]?.state === state,
  );
const closeBatch = async () => {
  expect(await lane.must('settlement.close', {})).toMatchObject({ closed: true });
};
/** Closes the batch at the terminal so that the register plans a refund. */
async function sellInClosedBatch(): Promise<Sold> {
  const sold = await sellByCard();
  await closeBatch();
  heard.length = 0;
  return sold;
}

/** Arms a fault as soon as the terminal hears this command: others must not use it up. */
function armFor(control: string, point: FaultPoint, action: FaultAction): void {
  const stop = lane.terminal.onLog(({ direction, text }) => {
    if (direction !== 'in' || !text.startsWith(control)) return;
    stop();
    lane.terminal.faults.at(point, action);
  });
}

/** The newest sale takes this one back, and the books agree. */
async function isBooked({ amountMinor }: Sold): Promise<void> {
  const { sales } = await lane.must('sales.recent', { limit: 1 });
  expect(sales[0]).toMatchObject({ totalMinor: -amountMinor, tenders: ['card'] });
}

describe('a card payment goes back', () => {
  it('by void in the same batch, once', TIMEOUT, async () => {
    const sold = await sellByCard();
    await begin(sold);
    await isDone();
    await isBooked(sold);
    expect(wentBack(sold.from)).toEqual({ voids: 1, refunds: 0 });
    expect(entries()[sold.from - 1]?.state).toBe('reversed');
    expect(commands('0630')).toBe(1);
    expect(
      await lane.call('return.begin', {
        saleId: sold.saleId,
        reason: 'customer',
        note: '',
        cardAs: 'terminal',
        ...SUPERVISOR,
      }),
    ).toMatchObject({ ok: false, error: { code: 'alreadyReturned' } });
    // Voids are taken off the batch: both sides agree.
    expect(await lane.must('settlement.close', {})).toMatchObject({ differenceMinor: 0 });
  });

  it('by refund after the batch was closed', TIMEOUT, async () => {
    const sold = await sellInClosedBatch();
    lane.terminal.nextCard('visa');
    await begin(sold);
    await isDone();
    await isBooked(sold);
    expect(wentBack(sold.from)).toEqual({ voids: 0, refunds: 1 });
    expect([commands('0630'), commands('0631')]).toEqual([0, 1]);
  });

  it('by refund when nobody knows whether the batch closed', TIMEOUT, async () => {
    const sold = await sellByCard();
    // The cable comes out before the end of day ends: it did end, and the register cannot know.
    armFor('0650', 'completion', { kind: 'pulled' });
    expect(await lane.must('settlement.close', {})).toMatchObject({ closed: false });
    lane.terminal.faults.plugIn();
    await lane.until(({ devices }) => devices.terminal.state === 'ready');
    lane.terminal.nextCard('visa');
    await begin(sold);
    await isDone();
    await isBooked(sold);
    expect(wentBack(sold.from)).toEqual({ voids: 0, refunds: 1 });
    expect(commands('0630')).toBe(0);
    await closeBatch();
  });

  it('as a refund when the bank refuses the void', TIMEOUT, async () => {
    const sold = await sellByCard();
    lane.terminal.faults.hostDown(true);
    await begin(sold);
    const seen = await stands('failed');
    expect(seen.saleReturn).toMatchObject({
      steps: [{ way: 'void', reason: '9B' }],
      canRetry: true,
      canAbandon: true,
    });
    lane.terminal.faults.hostDown(false);
    lane.terminal.nextCard('visa');
    await retry('refund');
    await isDone();
    await isBooked(sold);
    expect(wentBack(sold.from)).toEqual({ voids: 0, refunds: 1 });
  });

  it('not, when the bank says no to the card: the sale stays as it was', TIMEOUT, async () => {
    const sold = await sellInClosedBatch();
    lane.terminal.nextOutcome({ kind: 'decline', code: 0x05, card: 'visa' });
    await begin(sold);
    const seen = await stands('failed');
    expect(seen.saleReturn?.steps[0]?.reason).toBe('05');
    const { returnId = '' } = seen.saleReturn ?? {};
    await lane.must('return.abandon', { returnId });
    expect(wentBack(sold.from)).toEqual({ voids: 0, refunds: 0 });
    const { sales } = await lane.must('sales.recent', { limit: 1 });
    expect(sales[0]?.saleId).toBe(sold.saleId);
  });

  it('not with a wrong password, and with the right one afterwards', TIMEOUT, async () => {
    const sold = await sellByCard();
    const path = join(lane.dataDir, 'register.json');
    const right = readFileSync(path, 'utf8');
    const settings = JSON.parse(right) as { devices: { terminal: { password: string } } };
    const restartWith = async (text: string) => {
      await lane.stop();
      writeFileSync(path, text);
      await lane.start();
      // Whoever asks is never the one who agrees.
      const { operatorId: managerId = '', pin: managerPin = '' } = manager ?? {};
      await lane.must('session.signOn', { operatorId: managerId, pin: managerPin });
    };
    settings.devices.terminal.password = '000001';
    await restartWith(JSON.stringify(settings));
    await begin(sold);
    expect((await stands('failed')).saleReturn?.steps[0]?.reason).toBe('wrongPassword');
    expect(commands('0630')).toBe(0);
    await restartWith(right);
    await lane.until(({ devices }) => devices.terminal.state === 'ready');
    await retry('same');
    await isDone();
    await isBooked(sold);
    expect(wentBack(sold.from)).toEqual({ voids: 1, refunds: 0 });
  });
});

interface Row {
  readonly what: string;
  readonly point: FaultPoint;
  readonly action: FaultAction;
}
const LOST_POWER = { kind: 'powerLost', forMs: 400 } as const;
const rows: readonly Row[] = [
  { what: 'never answers the command', point: 'answer', action: { kind: 'silence' } },
  { what: 'never gives the result', point: 'status', action: { kind: 'silence' } },
  { what: 'never ends', point: 'completion', action: { kind: 'silence' } },
  { what: 'gives the result twice', point: 'status', action: { kind: 'twice' } },
  { what: 'does not hear the acknowledgement', point: 'status', action: { kind: 'answerLost' } },
  { what: 'loses power before it books', point: 'booking', action: LOST_POWER },
  { what: 'loses power after it booked', point: 'booked', action: LOST_POWER },
  {
    what: 'is cut off after the bank said yes',
    point: 'authorised',
    action: { kind: 'pulled', forMs: 2_000 },
  },
  { what: 'is cut off after it booked', point: 'booked', action: { kind: 'pulled', forMs: 2_000 } },
];

describe('a void whose terminal', () => {
  it.each(rows)('$what is asked for until it is done, and done once', TIMEOUT, async (row) => {
    const sold = await sellByCard();
    armFor('0630', row.point, row.action);
    await begin(sold);
    await isDone();
    await isBooked(sold);
    await lane.terminal.idle();
    expect(wentBack(sold.from)).toEqual({ voids: 1, refunds: 0 });
    expect(lane.terminal.faults.pending).toBe(0);
  });

  it(
    'comes back only after the register was started anew is asked for again',
    TIMEOUT,
    async () => {
      const sold = await sellByCard();
      armFor('0630', 'booked', { kind: 'pulled' });
      await begin(sold);
      await stands('unknown');
      expect(lane.snapshot().pendingPayments).toMatchObject([{ way: 'void' }]);
      await lane.stop();
      lane.terminal.faults.plugIn();
      await lane.start();
      await lane.openForSelling();
      await isDone();
      await isBooked(sold);
      expect(wentBack(sold.from)).toEqual({ voids: 1, refunds: 0 });
    },
  );
});

describe('a refund whose terminal', () => {
  it.each(rows)('$what is asked about and never repeated', TIMEOUT, async (row) => {
    const sold = await sellInClosedBatch();
    lane.terminal.nextCard('visa');
    armFor('0631', row.point, row.action);
    await begin(sold);
    const { saleReturn } = await lane.until(
      (seen) =>
        seen.payment === null &&
        (seen.saleReturn === null || seen.saleReturn.steps[0]?.state === 'failed'),
    );
    await lane.terminal.idle();
    expect(commands('0631')).toBe(1);
    const isBack = wentBack(sold.from).refunds === 1;
    expect(saleReturn === null, 'booked here exactly when it is in the terminal’s book').toBe(
      isBack,
    );
    if (isBack) {
      await isBooked(sold);
      return;
    }
    lane.terminal.nextCard('visa');
    await retry('same');
    await isDone();
    await isBooked(sold);
    expect(wentBack(sold.from)).toEqual({ voids: 0, refunds: 1 });
  });

  it('is away when the register starts anew is asked when it is back', TIMEOUT, async () => {
    const sold = await sellInClosedBatch();
    lane.terminal.nextCard('visa');
    armFor('0631', 'booked', { kind: 'pulled' });
    await begin(sold);
    await stands('unknown');
    await lane.stop();
    lane.terminal.faults.plugIn();
    await lane.start();
    await lane.openForSelling();
    await isDone();
    await isBooked(sold);
    expect(commands('0631')).toBe(1);
    expect(wentBack(sold.from)).toEqual({ voids: 0, refunds: 1 });
  });
});
