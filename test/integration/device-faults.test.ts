import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultAction, FaultPoint } from '../../native/simulators/terminal/faults.ts';
import { openTestLane, type TestLane } from './lane-kit.ts';

let lane: TestLane;
beforeAll(async () => {
  lane = await openTestLane();
  await lane.start();
  await lane.openForSelling();
  // So that the register knows a last transaction, as on any day but the first.
  await lane.must('pay.card', { amountMinor: await lane.scanOne() });
  await lane.until(({ basket, payment }) => basket === null && payment === null);
});
afterAll(() => lane.close());

const entries = () => lane.terminal.book();
const approved = () => entries().filter(({ state }) => state === 'approved').length;
const isSettled = () => lane.until(({ payment }) => payment === null);
const salesMade = async () => (await lane.must('sales.recent', { limit: 100 })).sales.length;

/** Scans, pays by card, lets `recovery` happen, and holds the register against the book. */
async function payThrough(recovery: () => Promise<void> | void = () => {}): Promise<boolean> {
  const before = { sales: await salesMade(), entries: entries().length, approved: approved() };
  const amountMinor = await lane.scanOne();
  await lane.must('pay.card', { amountMinor });
  await recovery();
  await isSettled();
  await lane.terminal.idle();
  const charged = approved() - before.approved;
  expect(entries().length - before.entries, 'charges begun').toBeLessThanOrEqual(1);
  expect((await salesMade()) - before.sales, 'paid iff the book says so').toBe(charged);
  if (charged === 0) {
    expect(lane.snapshot().basket?.remainingMinor).toBe(amountMinor);
    await lane.must('pay.tender', { kind: 'cash', amountMinor });
  }
  expect(lane.snapshot().basket).toBeNull();
  return charged === 1;
}

/**
 * Arms a fault as soon as the terminal hears 06 01: a status enquiry, which the register makes now
 * and then by itself, must not use it up.
 */
function armForPayment(point: FaultPoint, action: FaultAction): void {
  const stop = lane.terminal.onLog(({ direction, text }) => {
    if (direction !== 'in' || !text.startsWith('0601')) return;
    stop();
    lane.terminal.faults.at(point, action);
  });
}

interface Row {
  readonly what: string;
  readonly point: FaultPoint;
  readonly action: FaultAction;
  readonly paid: boolean;
}

const noise = { kind: 'noise', bytes: Uint8Array.of(0x00, 0xff, 0x10, 0x02, 0x55, 0x06) } as const;
const rows: readonly Row[] = [
  { what: 'is silent before 80 00', point: 'answer', action: { kind: 'silence' }, paid: false },
  { what: 'is silent before 04 0F', point: 'status', action: { kind: 'silence' }, paid: false },
  { what: 'never says 06 0F', point: 'completion', action: { kind: 'silence' }, paid: true },
  { what: 'says garbage before 80 00', point: 'answer', action: noise, paid: true },
  { what: 'says garbage before 04 0F', point: 'status', action: noise, paid: true },
  { what: 'answers twice', point: 'answer', action: { kind: 'twice' }, paid: true },
  { what: 'gives the result twice', point: 'status', action: { kind: 'twice' }, paid: true },
  { what: 'ends twice', point: 'completion', action: { kind: 'twice' }, paid: true },
  { what: 'garbles 80 00', point: 'answer', action: { kind: 'corrupt' }, paid: true },
  { what: 'garbles 04 0F', point: 'status', action: { kind: 'corrupt' }, paid: true },
  { what: 'garbles 06 0F', point: 'completion', action: { kind: 'corrupt' }, paid: true },
  {
    what: 'refuses two frames with NAK',
    point: 'intermediate',
    action: { kind: 'nakStorm', count: 2 },
    paid: true,
  },
  {
    what: 'does not hear that the result arrived, and reverses',
    point: 'status',
    action: { kind: 'answerLost' },
    paid: false,
  },
  {
    what: 'loses power after the bank said yes',
    point: 'authorised',
    action: { kind: 'powerLost', forMs: 400 },
    paid: false,
  },
  {
    what: 'loses power before it books what was acknowledged',
    point: 'booking',
    action: { kind: 'powerLost', forMs: 400 },
    paid: false,
  },
  {
    what: 'loses power after it booked',
    point: 'booked',
    action: { kind: 'powerLost', forMs: 400 },
    paid: true,
  },
  {
    what: 'is cut off after the bank said yes, for good',
    point: 'authorised',
    action: { kind: 'pulled', forMs: 2_000 },
    paid: false,
  },
  {
    what: 'is cut off after it booked',
    point: 'booked',
    action: { kind: 'pulled', forMs: 2_000 },
    paid: true,
  },
];

describe('a card is paid exactly when the terminal has it in its book, which', () => {
  it.each(rows)('$what', { timeout: 60_000 }, async ({ point, action, paid }) => {
    armForPayment(point, action);
    expect(await payThrough()).toBe(paid);
    expect(lane.terminal.faults.pending).toBe(0);
  });

  it('loses its cable while the bank is asked, and gets it back in time', async () => {
    armForPayment('status', { kind: 'late', delayMs: 600 });
    const paid = await payThrough(async () => {
      await lane.until(({ payment }) => payment?.statusCode === '04');
      await lane.terminalLine.pull();
      await lane.terminalLine.replug();
    });
    expect(paid).toBe(lane.terminal.book().at(-1)?.state === 'approved');
  });
});

describe('a terminal that does not come back', () => {
  it('leaves the payment unknown, in sight, and nothing else is charged', async () => {
    armForPayment('booked', { kind: 'pulled' });
    await payThrough(async () => {
      const seen = await lane.until(({ payment }) => payment?.state === 'unknown');
      expect(seen.devices.terminal).toEqual({ state: 'fault', code: 'paymentUnknown' });
      const amountMinor = seen.payment?.amountMinor ?? 0;
      const cash = { kind: 'cash', amountMinor } as const;
      expect(await lane.call('pay.card', { amountMinor })).toMatchObject({ ok: false });
      expect(await lane.call('pay.tender', cash)).toMatchObject({ ok: false });
      lane.terminal.faults.plugIn();
    });
    expect(lane.terminal.book().at(-1)?.state).toBe('approved');
  });

  it('is waited for by a register that was started anew', async () => {
    armForPayment('booked', { kind: 'pulled' });
    await payThrough(async () => {
      await lane.until(({ payment }) => payment?.state === 'unknown');
      await lane.stop();
      lane.terminal.faults.plugIn();
      await lane.start();
      await lane.openForSelling();
    });
    expect(lane.terminal.book().at(-1)?.state).toBe('approved');
  });
});
