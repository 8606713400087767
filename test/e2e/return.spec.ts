import type { Page } from '@playwright/test';
import { seeWhatItDid } from '../../demo/cashier.ts';
import { receiptCode } from '../../core/receipt/receipt-no.ts';
import { accessibilityFaults } from './fixtures/accessibility.ts';
import { agreeWithPin, touchPin, typeSlowly } from './fixtures/hands.ts';
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

/** Sells two lines to a card in the window and puts the change screen away. */
async function sellByCard(page: Page): Promise<{ receiptNo: string; totalMinor: number }> {
  await scanLines(page, lane, 2);
  lane.terminal.nextCard('visa');
  await page.keyboard.press('F12');
  await page.getByTestId('pay-panel').waitFor();
  await page.keyboard.press('k');
  await page.getByTestId('change-screen').waitFor();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('change-screen')).toHaveCount(0);
  await lane.terminal.idle();
  const { lastSale } = (await snapshotOf(page)) ?? {};
  return { receiptNo: lastSale?.receiptNo ?? '', totalMinor: lastSale?.totalMinor ?? 0 };
}

/** The supervisor agrees; the manager is signed on and cannot. */
async function approve(page: Page): Promise<void> {
  await page.getByTestId('dialog-approve').waitFor();
  await agreeWithPin(page);
}

async function refunded(page: Page, totalMinor: number): Promise<void> {
  await page.getByTestId('refunded').waitFor();
  const { lastSale, saleReturn } = (await snapshotOf(page)) ?? {};
  expect(saleReturn).toBeNull();
  expect(lastSale?.totalMinor).toBe(-totalMinor);
}

const reversals = () =>
  lane.terminal.book().filter(({ kind, state }) => kind === 'reversal' && state === 'approved');
const refunds = () =>
  lane.terminal.book().filter(({ kind, state }) => kind === 'refund' && state === 'approved');

test('the receipt is scanned, the rest is keys, and the terminal voids once', async ({
  launchRegister,
}) => {
  const { till: page } = await openForSelling(launchRegister, lane);
  const sold = await sellByCard(page);
  await lane.scanner.scan(receiptCode(sold.receiptNo));
  await page.getByTestId('dialog-plan').waitFor();
  await expect(page.getByTestId('planned-void')).toBeVisible();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.keyboard.press('1');
  await approve(page);
  await refunded(page, sold.totalMinor);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(reversals()).toHaveLength(1);
  await seeWhatItDid(page);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('refunded')).toHaveCount(0);

  // A second time it is refused in words before anything is sent.
  await page.keyboard.press('F11');
  await page.getByTestId('dialog-return').waitFor();
  const { length } = sold.receiptNo;
  await typeSlowly(page, String(Number(sold.receiptNo.slice(length - 6))));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('refusal')).toBeVisible();
  expect(reversals()).toHaveLength(1);
});

test('by touch from the list of receipts, as a refund after the batch was closed', async ({
  launchRegister,
}) => {
  const { till: page } = await openForSelling(launchRegister, lane);
  const sold = await sellByCard(page);
  await mustTill(page, 'settlement.close', {});
  lane.terminal.nextCard('visa');
  await page.getByTestId('fn-F7').click();
  await page.getByTestId('return-row').click();
  await expect(page.getByTestId('planned-refund')).toBeVisible();
  await page.getByTestId('reason-quality').click();
  await touchPin(page.getByTestId('dialog-approve'));
  await page.getByTestId('dialog-do').click();
  await refunded(page, sold.totalMinor);
  expect(refunds()).toHaveLength(1);
  expect(reversals()).toHaveLength(0);
});

test('refused at the terminal: the reason is told, the lane goes on, the sale is kept', async ({
  launchRegister,
}) => {
  const { till: page } = await openForSelling(launchRegister, lane);
  const sold = await sellByCard(page);
  await mustTill(page, 'settlement.close', {});
  lane.terminal.nextOutcome({ kind: 'decline', code: 0x05 });
  await lane.scanner.scan(receiptCode(sold.receiptNo));
  await page.getByTestId('dialog-plan').waitFor();
  await page.keyboard.press('1');
  await approve(page);
  const panel = page.getByTestId('return-panel');
  await expect(panel).toHaveAttribute('data-state', 'failed');
  await expect(page.getByTestId('step-reason')).not.toBeEmpty();
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.keyboard.press('n');
  await expect(page.getByTestId('phase-selling')).toBeVisible();
  await expect(page.getByTestId('unclear')).toBeVisible();
  await scanLines(page, lane, 1);
  const { basket } = (await snapshotOf(page)) ?? {};
  await mustTill(page, 'pay.tender', { kind: 'cash', amountMinor: basket?.cashDueMinor ?? 0 });

  await page.keyboard.press('u');
  await page.getByTestId('dialog-pending').waitFor();
  await page.keyboard.press('b');
  await expect(panel).toBeVisible();
  await page.keyboard.press('x');
  await page.getByTestId('dialog-abandon').waitFor();
  await page.keyboard.press('Enter');
  await until(page, 'the sale is kept', ({ saleReturn }) => saleReturn === null);
  await expect(page.getByTestId('unclear')).toHaveCount(0);
  expect(refunds()).toHaveLength(0);
});

test('cut off in the middle: shown at once after a restart, finished without a second void', async ({
  launchRegister,
}) => {
  test.setTimeout(150_000);
  const first = await openForSelling(launchRegister, lane);
  const sold = await sellByCard(first.till);
  await lane.scanner.scan(receiptCode(sold.receiptNo));
  await first.till.getByTestId('dialog-plan').waitFor();
  armForVoid();
  await first.till.keyboard.press('1');
  await approve(first.till);
  await expect.poll(() => reversals().length).toBe(1);
  await lane.terminalLine.pull();
  await until(first.till, 'unknown', (seen) => seen.pendingPayments.length === 1, 60_000);
  await expect(first.till.getByTestId('return-panel')).toHaveAttribute('data-state', 'unknown');
  expect(await accessibilityFaults(first.till)).toEqual([]);
  await first.close();

  const { till: page } = await openForSelling(launchRegister, lane);
  await expect(page.getByTestId('return-panel')).toBeVisible();
  await expect(page.getByTestId('unclear')).toBeVisible();
  await lane.terminalLine.replug();
  await until(page, 'finished', ({ saleReturn }) => saleReturn === null, 60_000);
  await expect(page.getByTestId('return-panel')).toHaveCount(0);
  expect((await snapshotOf(page))?.lastSale?.totalMinor).toBe(-sold.totalMinor);
  expect(reversals()).toHaveLength(1);
});

/** The terminal books the void, and its last word comes too late: its enquiries are left alone. */
function armForVoid(): void {
  const stop = lane.terminal.onLog(({ direction, text }) => {
    if (direction !== 'in' || !text.startsWith('0630')) return;
    stop();
    lane.terminal.faults.at('completion', { kind: 'late', delayMs: 20_000 });
  });
}
