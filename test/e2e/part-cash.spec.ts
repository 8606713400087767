import type { Page } from '@playwright/test';
import { seeWhatItDid } from '../../demo/cashier.ts';
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

const dueNow = async (page: Page) => (await snapshotOf(page))?.basket?.remainingMinor ?? 0;

/** The key of the smallest note on the screen that pays a part. */
async function partKey(page: Page): Promise<{ amountMinor: number; cap: string }> {
  const dueMinor = await dueNow(page);
  const keys = await page.locator('[data-testid^="cash-"]').evaluateAll((buttons) =>
    buttons.map((button) => ({
      amountMinor: Number(button.getAttribute('data-testid')?.slice('cash-'.length)),
      cap: button.querySelector('kbd')?.textContent ?? '',
    })),
  );
  const parts = keys.filter(({ amountMinor }) => amountMinor < dueMinor);
  const smallest = parts.toSorted((a, b) => a.amountMinor - b.amountMinor)[0];
  if (smallest === undefined) throw new Error(`no key pays a part of ${dueMinor}`);
  return smallest;
}

/**
 * What came of a press that came down twice: one note is counted, and the strip says what is still
 * due. The note may be counted after its bounce was told of; then its own words stand there.
 */
async function isCountedOnce(page: Page, dueMinor: number, amountMinor: number): Promise<void> {
  await until(page, 'counted', ({ basket }) => (basket?.remainingMinor ?? 0) < dueMinor);
  await expect(page.getByTestId('notice')).toHaveAttribute(
    'data-notice',
    /^(?:pressedTwiceDue|cashAdded)$/,
  );
  await seeWhatItDid(page);
  expect(await dueNow(page)).toBe(dueMinor - amountMinor);
}

async function startPaying(page: Page): Promise<void> {
  await scanLines(page, lane, 4);
  await page.keyboard.press('F12');
  await page.getByTestId('pay-panel').waitFor();
}

test('a note whose key bounces is counted once, and a wrong one comes out again', async ({
  launchRegister,
}) => {
  test.setTimeout(150_000);
  const { till: page } = await openForSelling(launchRegister, lane);
  await startPaying(page);
  for (const delay of [15, 40, 80]) {
    const dueMinor = await dueNow(page);
    const { amountMinor, cap } = await partKey(page);
    await page.keyboard.type(cap.toLowerCase().repeat(2), { delay });
    await isCountedOnce(page, dueMinor, amountMinor);
  }

  // The same key again, let go and looked at: that is a second note.
  const dueMinor = await dueNow(page);
  const key = await partKey(page);
  await page.keyboard.type(key.cap.toLowerCase());
  await until(page, 'paid', ({ basket }) => basket?.remainingMinor === dueMinor - key.amountMinor);

  // A wrong one comes out again, and what to hand back is the largest thing on the screen.
  await page.keyboard.press('r');
  await page.getByTestId('dialog-return-cash').waitFor();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('hand-over-amount')).toBeVisible();
  await until(page, 'due again', ({ basket }) => basket?.remainingMinor === dueMinor);
  await seeWhatItDid(page);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('dialog-hand-over')).toHaveCount(0);
});

test('a note that a finger or a mouse touches twice at once is counted once', async ({
  launchRegister,
}) => {
  test.setTimeout(150_000);
  const { till: page } = await openForSelling(launchRegister, lane);
  await startPaying(page);
  let dueMinor = await dueNow(page);
  let key = await partKey(page);
  await page.getByTestId(`cash-${key.amountMinor}`).click({ clickCount: 2, delay: 20 });
  await isCountedOnce(page, dueMinor, key.amountMinor);

  dueMinor = await dueNow(page);
  key = await partKey(page);
  const box = await page.getByTestId(`cash-${key.amountMinor}`).boundingBox();
  if (box === null) throw new Error('the key is not on the screen');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const finger = await page.context().newCDPSession(page);
  for (const touchPoints of [[at], [], [{ x: at.x + 3, y: at.y - 2 }], []]) {
    const type = touchPoints.length > 0 ? 'touchStart' : 'touchEnd';
    await finger.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
  await isCountedOnce(page, dueMinor, key.amountMinor);
});

/** Closes the shift with this much in its drawer. */
async function countDrawer(page: Page, countedMinor: number) {
  return mustTill(page, 'shift.close', {
    counted: [{ denominationMinor: countedMinor, count: 1 }],
  });
}

test('cash of a parked basket belongs to the shift that took it', async ({ launchRegister }) => {
  test.setTimeout(150_000);
  const { till: page } = await openForSelling(launchRegister, lane);
  await startPaying(page);
  const { amountMinor, cap } = await partKey(page);
  await page.keyboard.type(cap.toLowerCase());
  await until(page, 'part paid', ({ basket }) => basket?.tenders.length === 1);
  const dueMinor = await dueNow(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('F9');
  await page.getByTestId('dialog-park').waitFor();
  await page.keyboard.press('Enter');
  await until(page, 'parked', ({ basket, suspended }) => basket === null && suspended.length === 1);
  // The float of this kit's first shift, and the note.
  const inDrawer = 20_000 + amountMinor;
  expect(await countDrawer(page, inDrawer)).toMatchObject({
    expectedMinor: inDrawer,
    overShortMinor: 0,
  });

  await mustTill(page, 'shift.open', { floatMinor: 10_000 });
  await page.getByTestId('phase-selling').waitFor();
  await page.keyboard.press('F9');
  await page.getByTestId('dialog-resume').waitFor();
  await page.keyboard.press('Enter');
  const { basket } = await until(page, 'taken up', (seen) => seen.basket !== null);
  expect(basket?.remainingMinor).toBe(dueMinor);
  await page.keyboard.press('F12');
  await page.getByTestId('pay-panel').waitFor();
  await page.keyboard.press('e');
  await page.getByTestId('change-screen').waitFor();
  const next = 10_000 + (basket?.cashDueMinor ?? 0);
  expect(await countDrawer(page, next)).toMatchObject({ expectedMinor: next, overShortMinor: 0 });
});
