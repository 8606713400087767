import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestLane, type TestLane } from './lane-kit.ts';

let lane: TestLane;
const charges: string[] = [];
beforeAll(async () => {
  lane = await openTestLane();
  lane.terminal.onLog(({ direction, text }) => {
    if (direction === 'in' && text.startsWith('0601')) charges.push(text);
  });
  await lane.start();
  await lane.openForSelling();
  // So that the register knows a last transaction, as on any day but the first.
  await lane.must('pay.card', { amountMinor: await lane.scanOne() });
  await lane.until(({ basket, payment }) => basket === null && payment === null);
});
afterAll(() => lane.close());

const approved = () => lane.terminal.book().filter(({ state }) => state === 'approved').length;

it('the terminal loses its power: Esc, park, next customer; back on, it says nothing was paid', async () => {
  charges.length = 0;
  const before = approved();
  const amountMinor = await lane.scanOne();
  const stop = lane.terminal.onLog(({ direction, text }) => {
    if (direction !== 'in' || !text.startsWith('0601')) return;
    stop();
    lane.terminal.faults.at('authorised', { kind: 'powerLost' });
  });
  await lane.must('pay.card', { amountMinor });
  await lane.until(({ payment }) => payment?.statusCode === '04');
  await lane.must('pay.cancelCard', {});
  expect(lane.snapshot().payment).toMatchObject({ state: 'working', cancelRequested: true });

  const doubt = await lane.until(({ payment }) => payment !== null && payment.state !== 'working');
  expect(doubt.payment).toMatchObject({ reason: 'stopUnanswered' });
  await lane.must('sale.park', { label: 'unclear' });
  expect(lane.snapshot().payment).toBeNull();

  // The lane goes on with the next customer, in cash; the card waits for the first one's answer.
  const next = await lane.scanOne();
  expect(await lane.call('pay.card', { amountMinor: next })).toMatchObject({
    ok: false,
    error: { code: 'paymentUnresolved' },
  });
  await lane.must('pay.tender', { kind: 'cash', amountMinor: next });
  expect(lane.snapshot().basket).toBeNull();
  expect(lane.snapshot().pendingPayments).toHaveLength(1);

  lane.terminal.powerOn();
  await lane.until(({ pendingPayments }) => pendingPayments.length === 0);
  expect(charges).toHaveLength(1);
  expect(approved()).toBe(before);

  const [parked] = lane.snapshot().suspended;
  await lane.must('sale.resume', { basketId: parked?.basketId ?? '' });
  expect(lane.snapshot().basket?.remainingMinor).toBe(amountMinor);
  await lane.must('pay.card', { amountMinor });
  await lane.until(({ basket, payment }) => basket === null && payment === null);
  expect(charges).toHaveLength(2);
  expect(approved()).toBe(before + 1);
});
