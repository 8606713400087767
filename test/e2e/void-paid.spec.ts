import type { Page } from '@playwright/test';
import { seeWhatItDid } from '../../demo/cashier.ts';
import { accessibilityFaults } from './fixtures/accessibility.ts';
import { agreeWithPin, touchPin } from './fixtures/hands.ts';
import {
  type Lane,
  openForSelling,
  openLane,
  scanLines,
  snapshotOf,
  until,
} from './fixtures/lane.ts';
import { expect, test } from './fixtures/register.ts';

let lane: Lane;
test.beforeEach(async () => {
  lane = await openLane();
});
test.afterEach(async () => {
  await lane.close();
});

/** Two lines of which a card pays 1.00; the pay screen stays for the rest. */
async function payPart(page: Page): Promise<string> {
  await scanLines(page, lane, 2);
  lane.terminal.nextCard('visa');
  await page.keyboard.press('F12');
  const panel = page.getByTestId('pay-panel');
  await panel.waitFor();
  await page.keyboard.press('1');
  await expect(page.getByTestId('typed')).toHaveText('1');
  await page.keyboard.press('k');
  await until(page, 'part paid', ({ basket, payment }) => {
    return payment === null && basket?.tenders.length === 1;
  });
  await expect(panel).toBeVisible();
  await lane.terminal.idle();
  const { basket } = (await snapshotOf(page)) ?? {};
  return basket?.basketId ?? '';
}

const reversals = () =>
  lane.terminal.book().filter(({ kind, state }) => kind === 'reversal' && state === 'approved');

test('by keyboard from the pay screen: the card gets its part, then the basket is gone', async ({
  launchRegister,
}) => {
  const { till: page } = await openForSelling(launchRegister, lane);
  await payPart(page);
  await expect(page.getByTestId('pay-void')).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('v');
  await page.getByTestId('dialog-void-why').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('2');
  await page.getByTestId('dialog-void-paid').waitFor();
  await expect(page.getByTestId('planned-void')).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await agreeWithPin(page);
  await page.getByTestId('dialog-voided').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  const seen = await snapshotOf(page);
  expect(seen).toMatchObject({ basket: null, suspended: [], saleReturn: null, lastSale: null });
  expect(reversals()).toHaveLength(1);
  await seeWhatItDid(page);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('dialog-voided')).toHaveCount(0);
  await expect(page.getByTestId('phase-selling')).toBeVisible();
});

test('refused, by touch: kept parked, taken up again, and voided the second time', async ({
  launchRegister,
}) => {
  const { till: page } = await openForSelling(launchRegister, lane);
  const basketId = await payPart(page);
  lane.terminal.faults.hostDown(true);
  await voidByTouch(page);
  const panel = page.getByTestId('return-panel');
  await expect(panel).toHaveAttribute('data-state', 'failed');
  await expect(page.getByTestId('step-reason')).not.toBeEmpty();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByTestId('return-keepBasket').click();
  await page.getByTestId('dialog-abandon').waitFor();
  await page.getByTestId('dialog-abandon').getByTestId('dialog-do').click();
  await until(page, 'kept', ({ saleReturn, suspended }) => {
    return saleReturn === null && suspended[0]?.basketId === basketId;
  });
  expect(reversals()).toHaveLength(0);

  lane.terminal.faults.hostDown(false);
  await page.getByTestId('fn-F9').click();
  await page.getByTestId('parked-row').click();
  await until(page, 'taken up', ({ basket }) => basket?.basketId === basketId);
  await page.getByTestId('pay-key').click();
  await voidByTouch(page);
  await page.getByTestId('dialog-voided').waitFor();
  await seeWhatItDid(page);
  await page.getByTestId('dialog-do').click();
  await expect(page.getByTestId('dialog-voided')).toHaveCount(0);
  expect(reversals()).toHaveLength(1);
});

test('cut off in the middle: voided after a restart without a second void', async ({
  launchRegister,
}) => {
  test.setTimeout(150_000);
  const first = await openForSelling(launchRegister, lane);
  await payPart(first.till);
  armForVoid();
  await voidByTouch(first.till);
  await expect.poll(() => reversals().length).toBe(1);
  await lane.terminalLine.pull();
  await until(first.till, 'unknown', (seen) => seen.pendingPayments.length === 1, 60_000);
  await first.close();

  const { till: page } = await openForSelling(launchRegister, lane);
  await expect(page.getByTestId('return-panel')).toBeVisible();
  await lane.terminalLine.replug();
  await until(page, 'finished', ({ saleReturn }) => saleReturn === null, 60_000);
  expect(await snapshotOf(page)).toMatchObject({ basket: null, suspended: [] });
  expect(reversals()).toHaveLength(1);
});

/** From the pay screen; the supervisor agrees. */
async function voidByTouch(page: Page): Promise<void> {
  await page.getByTestId('pay-void').click();
  await page.getByTestId('void-reason-customer').click();
  const dialog = page.getByTestId('dialog-void-paid');
  await touchPin(dialog);
  await dialog.getByTestId('dialog-do').click();
}

/** The terminal books the void, and its last word comes too late: its enquiries are left alone. */
function armForVoid(): void {
  const stop = lane.terminal.onLog(({ direction, text }) => {
    if (direction !== 'in' || !text.startsWith('0630')) return;
    stop();
    lane.terminal.faults.at('completion', { kind: 'late', delayMs: 20_000 });
  });
}
