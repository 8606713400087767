import type { Page } from '@playwright/test';
import { seeWhatItDid } from '../../demo/cashier.ts';
import { accessibilityFaults } from './fixtures/accessibility.ts';
import { checkBooks } from './fixtures/books.ts';
import { touchPin, typeSlowly } from './fixtures/hands.ts';
import {
  type Lane,
  mustTill,
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

/** Arms the fault when the terminal hears the payment: its enquiries must not use it up. */
function armForPayment(): void {
  const stop = lane.terminal.onLog(({ direction, text }) => {
    if (direction !== 'in' || !text.startsWith('0601')) return;
    stop();
    lane.terminal.faults.at('completion', { kind: 'late', delayMs: 20_000 });
  });
}

/** A card payment that the terminal has booked, and whose end never arrives: the cable is out. */
async function payIntoDoubt(page: Page): Promise<void> {
  await scanLines(page, lane, 1);
  armForPayment();
  await page.keyboard.press('F12');
  await page.getByTestId('pay-panel').waitFor();
  await page.keyboard.press('k');
  await expect.poll(() => lane.terminal.book().at(-1)?.state).toBe('approved');
  await lane.terminalLine.pull();
  await until(page, 'unknown', ({ payment }) => payment?.state === 'unknown', 60_000);
  await expect(page.getByTestId('card-unknown')).toBeVisible();
}

test('a payment in doubt is parked, stays in sight, and is solved by asking', async ({
  launchRegister,
}) => {
  test.setTimeout(120_000);
  const { till: page } = await openForSelling(launchRegister, lane);
  await payIntoDoubt(page);
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('p');
  await until(page, 'parked', ({ suspended }) => suspended.length === 1);
  await expect(page.getByTestId('unclear')).toContainText('1');

  // The lane goes on with cash for the next customer.
  await scanLines(page, lane, 1, 3);
  await page.keyboard.press('F12');
  await page.keyboard.press('e');
  await page.getByTestId('change-screen').waitFor();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('unclear')).toContainText('1');

  await lane.terminalLine.replug();
  await page.keyboard.press('u');
  await page.getByTestId('dialog-pending').waitFor();
  await page.keyboard.press('Enter');
  await until(page, 'solved', ({ pendingPayments }) => pendingPayments.length === 0, 60_000);
  await expect(page.getByTestId('dialog-pending')).toHaveCount(0);
  await expect(page.getByTestId('unclear')).toHaveCount(0);

  // It was paid: the parked basket became a sale by itself, and nothing is charged again.
  await until(page, 'sold, printed', (seen) => {
    return seen.basket === null && seen.suspended.length === 0 && seen.receiptsWaiting === 0;
  });
  expect(lane.terminal.book().filter(({ state }) => state === 'approved')).toHaveLength(1);
  expect(checkBooks(lane)).toHaveLength(2);
});

test('a supervisor settles it with evidence by touch alone', async ({ launchRegister }) => {
  test.setTimeout(120_000);
  const { till: page } = await openForSelling(launchRegister, lane);
  await payIntoDoubt(page);
  const press = (testId: string) => page.getByTestId(testId).click();
  await press('pay-settle');
  expect(await accessibilityFaults(page)).toEqual([]);
  await press('settle-paid');
  await press('settle-source-slip');
  await press('dialog-do');
  await touchPin(page.getByTestId('dialog-approve'));
  expect(await accessibilityFaults(page)).toEqual([]);
  await press('dialog-do');
  await page.getByTestId('change-screen').waitFor();
  const { lastSale, pendingPayments } = (await snapshotOf(page)) ?? {};
  expect(pendingPayments).toEqual([]);
  expect(lastSale?.tenderedMinor).toBe(lastSale?.totalMinor);
});

test('a declined card is told with the next step; the end of day compares both books', async ({
  launchRegister,
}) => {
  const { till: page } = await openForSelling(launchRegister, lane);
  await scanLines(page, lane, 1);
  lane.terminal.nextOutcome({ kind: 'decline', code: 0x33 });
  await page.keyboard.press('F12');
  await page.keyboard.press('k');
  await expect(page.getByTestId('declined')).toContainText(/换一张卡|another card/);
  lane.terminal.nextCard('visa');
  await seeWhatItDid(page);
  await page.keyboard.press('k');
  await page.getByTestId('change-screen').waitFor();
  await page.keyboard.press('Enter');

  const { currency } = (await snapshotOf(page)) ?? {};
  const denominationMinor = currency?.denominationsMinor[0] ?? 10_000;
  await mustTill(page, 'shift.close', { counted: [{ denominationMinor, count: 2 }] });
  await page.keyboard.press('F10');
  await page.getByTestId('phase-office').waitFor();
  await page.keyboard.press('z');
  lane.terminal.faults.failEndOfDay(1);
  await page.getByTestId('close-terminal').waitFor();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('step-settlement')).toHaveAttribute('data-state', 'failed');
  await seeWhatItDid(page);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('batch-agrees')).toBeVisible();
  await expect(page.getByTestId('batch-row').first()).toHaveAttribute('data-same', 'true');
  expect(await accessibilityFaults(page)).toEqual([]);
  await typeSlowly(page, 't');
  await expect(page.getByTestId('terminal-report-lines')).toBeVisible();
  await seeWhatItDid(page);
  await page.keyboard.press('Enter');
  await page.getByTestId('close-day').waitFor();
});
