import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readDemoData } from '../../demo/catalogue/demo-data.ts';
import type { FaultAction, FaultPoint } from '../../native/simulators/terminal/faults.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';

// The terminal's own book is the judge: what it booked is what happened, whatever was heard of it.

const TIMEOUT = { timeout: 60_000 };
const supervisor = readDemoData().store.operators.find(({ role }) => role === 'supervisor');
const { operatorId = '', pin = '' } = supervisor ?? {};
const SUPERVISOR = { approval: { operatorId, pin } };
/** Less than any item costs. */
const PART_MINOR = 50;

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

interface PartPaid {
  readonly basketId: string;
  /** Entries of the terminal's book when the parts were paid. */
  readonly from: number;
}

/** Scans one item and lets cards pay parts of it. */
async function payParts(count = 1): Promise<PartPaid> {
  await lane.scanOne();
  for (let paid = 1; paid <= count; paid += 1) {
    lane.terminal.nextCard('visa');
    await lane.must('pay.card', { amountMinor: PART_MINOR });
    await lane.until(({ basket, payment }) => payment === null && basket?.tenders.length === paid);
    await lane.terminal.idle();
  }
  return { basketId: lane.snapshot().basket?.basketId ?? '', from: entries().length };
}

const voidIt = ({ basketId }: PartPaid) =>
  lane.must('sale.voidPaid', { basketId, label: '', reason: 'customer', ...SUPERVISOR });
const retry = async (as: 'same' | 'refund') => {
  const { returnId = '' } = lane.snapshot().saleReturn ?? {};
  await lane.must('return.retry', { returnId, as, ...SUPERVISOR });
};
const stands = (state: string) =>
  lane.until(
    ({ saleReturn, payment }) => payment === null && saleReturn?.steps[0]?.state === state,
  );

/** The basket is gone, no sale came of it, and the terminal's book has what the register's has. */
async function isVoided(part: PartPaid, back: { voids: number; refunds: number }): Promise<void> {
  await lane.until(({ saleReturn, payment }) => saleReturn === null && payment === null);
  await lane.terminal.idle();
  const { suspended, basket } = lane.snapshot();
  expect(basket).toBeNull();
  expect(suspended.map(({ basketId }) => basketId)).not.toContain(part.basketId);
  expect(wentBack(part.from)).toEqual(back);
  const { sales } = await lane.must('sales.recent', { limit: 1 });
  expect(sales).toEqual([]);
}

function wentBack(from: number): { voids: number; refunds: number } {
  const since = entries().slice(from);
  const count = (kind: string) =>
    since.filter((entry) => entry.kind === kind && entry.state === 'approved').length;
  return { voids: count('reversal'), refunds: count('refund') };
}

/** Arms a fault as soon as the terminal hears this command: others must not use it up. */
function armFor(control: string, point: FaultPoint, action: FaultAction): void {
  const stop = lane.terminal.onLog(({ direction, text }) => {
    if (direction !== 'in' || !text.startsWith(control)) return;
    stop();
    lane.terminal.faults.at(point, action);
  });
}

/** Closes the batch; the terminal's book and the register's agree, card type by card type. */
async function closeBatch(): Promise<void> {
  expect(await lane.must('settlement.close', {})).toMatchObject({ closed: true });
  const { reportJson } = await lane.must('settlement.last', {});
  expect(JSON.parse(reportJson ?? 'null')).toMatchObject({ agrees: true, differences: [] });
}

describe('a basket that cards have paid in part', () => {
  it('is voided with its one payment, and both books agree', TIMEOUT, async () => {
    const part = await payParts();
    await voidIt(part);
    await isVoided(part, { voids: 1, refunds: 0 });
    expect(entries()[part.from - 1]?.state).toBe('reversed');
    expect(commands('0630')).toBe(1);
    await closeBatch();
  });

  it('is voided with both of its payments', TIMEOUT, async () => {
    const part = await payParts(2);
    await voidIt(part);
    await isVoided(part, { voids: 2, refunds: 0 });
    expect(commands('0630')).toBe(2);
    await closeBatch();
  });

  it('is refunded after the batch was closed', TIMEOUT, async () => {
    const part = await payParts();
    await lane.must('sale.park', { label: '' });
    await closeBatch();
    await lane.must('sale.resume', { basketId: part.basketId });
    lane.terminal.nextCard('visa');
    await voidIt(part);
    await isVoided(part, { voids: 0, refunds: 1 });
    expect([commands('0630'), commands('0631')]).toEqual([0, 1]);
    await closeBatch();
  });

  it('is kept when the bank refuses, and refunded as a refund then', TIMEOUT, async () => {
    const part = await payParts();
    lane.terminal.faults.hostDown(true);
    await voidIt(part);
    const seen = await stands('failed');
    expect(seen.saleReturn?.steps[0]?.reason).toBe('9B');
    expect(seen.suspended).toMatchObject([{ basketId: part.basketId }]);
    expect(wentBack(part.from)).toEqual({ voids: 0, refunds: 0 });
    lane.terminal.faults.hostDown(false);
    lane.terminal.nextCard('visa');
    await retry('refund');
    await isVoided(part, { voids: 0, refunds: 1 });
    await closeBatch();
  });
});

interface Row {
  readonly what: string;
  readonly point: FaultPoint;
  readonly action: FaultAction;
}
const LOST_POWER = { kind: 'powerLost', forMs: 400 } as const;
const CUT_OFF = { kind: 'pulled', forMs: 2_000 } as const;
const rows: readonly Row[] = [
  { what: 'never answers the command', point: 'answer', action: { kind: 'silence' } },
  { what: 'never gives the result', point: 'status', action: { kind: 'silence' } },
  { what: 'never ends', point: 'completion', action: { kind: 'silence' } },
  { what: 'does not hear the acknowledgement', point: 'status', action: { kind: 'answerLost' } },
  { what: 'loses power before it books', point: 'booking', action: LOST_POWER },
  { what: 'loses power after it booked', point: 'booked', action: LOST_POWER },
  { what: 'is cut off after the bank said yes', point: 'authorised', action: CUT_OFF },
  { what: 'is cut off after it booked', point: 'booked', action: CUT_OFF },
];

describe('a part-paid basket whose terminal', () => {
  it.each(rows)(
    '$what is voided all the same, and its money goes back once',
    TIMEOUT,
    async (row) => {
      const part = await payParts();
      armFor('0630', row.point, row.action);
      await voidIt(part);
      await isVoided(part, { voids: 1, refunds: 0 });
      expect(lane.terminal.faults.pending).toBe(0);
    },
  );
});

describe('a register that is started anew', () => {
  it.each(['booking', 'booked'] as const)(
    'while the cable is out from the %s on voids the basket without a second void',
    TIMEOUT,
    async (point) => {
      const part = await payParts();
      armFor('0630', point, { kind: 'pulled' });
      await voidIt(part);
      await stands('unknown');
      await lane.stop();
      lane.terminal.faults.plugIn();
      await lane.start();
      await lane.openForSelling();
      await isVoided(part, { voids: 1, refunds: 0 });
      expect(lane.snapshot().pendingPayments).toEqual([]);
    },
  );
});
