import type { Page } from '@playwright/test';
import { readDemoData } from '../../demo/catalogue/demo-data.ts';
import { wedgeScan } from '../../demo/wedge-scanner.ts';
import { accessibilityFaults } from './fixtures/accessibility.ts';
import { FINGER_MS, manager, typeSlowly } from './fixtures/hands.ts';
import { codeOf, type Lane, openLane, snapshotOf } from './fixtures/lane.ts';
import { expect, type RunningRegister, test } from './fixtures/register.ts';

const { operators } = readDemoData().store;
const englishCashier = operators.find(({ locale }) => locale === 'en');

let lane: Lane;

test.beforeEach(async () => {
  lane = await openLane();
});
test.afterEach(async () => {
  await lane.close();
});

type Launch = (options: { dataDir: string }) => Promise<RunningRegister>;

async function openTill(launchRegister: Launch): Promise<Page> {
  const { till } = await launchRegister({ dataDir: lane.dataDir });
  await till.getByTestId('phase-signedOff').waitFor();
  return till;
}

/** Signs the manager on, opens day and shift, with the keyboard alone. */
async function openForSelling(page: Page): Promise<void> {
  // In the order of the screen: at the first start those who can open the day come first.
  const offered = (await snapshotOf(page))?.operators ?? [];
  const index = offered.findIndex(({ role }) => role === 'manager');
  await page.keyboard.press(String(index + 1));
  await page.getByTestId('pin-entry').waitFor();
  await typeSlowly(page, manager.pin);
  await page.keyboard.press('Enter');
  await page.getByTestId('phase-dayClosed').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('phase-shiftClosed').waitFor();
  await typeSlowly(page, '200');
  await page.keyboard.press('Enter');
  await page.getByTestId('phase-selling').waitFor();
}

async function lines(page: Page, count: number): Promise<void> {
  await expect(page.locator(`[data-testid=line-row][aria-setsize="${count}"]`)).toHaveCount(count);
}

test('a whole sale with the keyboard alone', async ({ launchRegister }) => {
  const page = await openTill(launchRegister);
  await openForSelling(page);
  await wedgeScan(page, codeOf(0));
  await lines(page, 1);
  await wedgeScan(page, codeOf(1));
  await lines(page, 2);
  await page.keyboard.press('F2');
  await page.getByTestId('dialog-quantity').waitFor();
  await typeSlowly(page, '3');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await snapshotOf(page))?.basket?.lines[1]?.quantityThousandths)
    .toBe(3000);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('F6');
  await page.getByTestId('dialog-void-line').waitFor();
  await page.keyboard.press('1');
  await expect.poll(async () => (await snapshotOf(page))?.basket?.lines[0]?.voided).toBe(true);
  await page.keyboard.press('F12');
  await page.getByTestId('pay-panel').waitFor();
  await page.keyboard.press('e');
  await page.getByTestId('change-screen').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.press('F10');
  await page.getByTestId('phase-office').waitFor();
  await page.keyboard.press('o');
  await page.getByTestId('phase-signedOff').waitFor();
  expect(lane.printer.receipts().length).toBeLessThanOrEqual(1);
  expect(await lane.printer.waitForReceipts(1)).toHaveLength(1);
});

test('a whole sale by touch alone', async ({ launchRegister }) => {
  const page = await openTill(launchRegister);
  const press = (testId: string) => page.getByTestId(testId).click();
  const digits = async (text: string) => {
    for (const digit of text) await page.getByRole('button', { name: digit, exact: true }).click();
  };
  await press(`operator-${manager.operatorId}`);
  await digits(manager.pin);
  await press('sign-on');
  await press('open-day');
  await digits('100');
  await press('open-shift');
  await page.getByTestId('phase-selling').waitFor();
  await lane.scanner.scan(codeOf(2));
  await lines(page, 1);
  await press('pay-key');
  await press('cash-exact');
  await page.getByTestId('change-screen').waitFor();
  await press('next-sale');
  await expect(page.getByTestId('change-screen')).toHaveCount(0);
});

test('a scan sells whatever has the focus and leaks no character', async ({ launchRegister }) => {
  const page = await openTill(launchRegister);
  await openForSelling(page);
  await wedgeScan(page, codeOf(0));
  await lines(page, 1);

  await page.keyboard.press('F4');
  await page.getByTestId('dialog-search').waitFor();
  const box = page.getByTestId('dialog-search').locator('input');
  await box.pressSequentially('niu', { delay: FINGER_MS });
  await wedgeScan(page, codeOf(1));
  await expect.poll(async () => (await snapshotOf(page))?.basket?.lines.length).toBe(2);
  await expect(box).toHaveValue('niu');
  await lane.scanner.scan(codeOf(2));
  await expect.poll(async () => (await snapshotOf(page))?.basket?.lines.length).toBe(3);
  await expect(box).toHaveValue('niu');
  await page.keyboard.press('Escape');

  await page.keyboard.press('F2');
  await page.getByTestId('dialog-quantity').waitFor();
  await wedgeScan(page, codeOf(3));
  await expect.poll(async () => (await snapshotOf(page))?.basket?.lines.length).toBe(4);
  const basket = (await snapshotOf(page))?.basket;
  expect(basket?.lines.map((line) => line.quantityThousandths)).toEqual([1000, 1000, 1000, 1000]);
});

test('a wedge scan is read by its keys while a Chinese input method is on', async ({
  launchRegister,
}) => {
  const page = await openTill(launchRegister);
  await openForSelling(page);
  // An input method turns every key into "Process"; only the physical key stays.
  await page.evaluate((code) => {
    const keyOf = (key: string, physical: string) =>
      new KeyboardEvent('keydown', { key, code: physical, bubbles: true, cancelable: true });
    for (const digit of code) window.dispatchEvent(keyOf('Process', `Digit${digit}`));
    window.dispatchEvent(keyOf('Enter', 'Enter'));
  }, codeOf(0));
  await lines(page, 1);
});

test('half a code is refused aloud and sells nothing', async ({ launchRegister }) => {
  const page = await openTill(launchRegister);
  await openForSelling(page);
  await wedgeScan(page, codeOf(0).slice(0, 7));
  await expect(page.getByTestId('notice')).toHaveAttribute('data-notice', 'misread');
  expect((await snapshotOf(page))?.basket).toBeNull();
});

test('five wrong PINs lock the operator out and the screen says so', async ({ launchRegister }) => {
  const page = await openTill(launchRegister);
  // Each try has its own answer: how many are left, and then for how many minutes it is shut.
  const answers = [
    ['wrongPin', '4'],
    ['wrongPin', '3'],
    ['wrongPin', '2'],
    ['wrongPin', '1'],
    ['lockedOut', '5'],
  ] as const;
  for (const [code, count] of answers) {
    if ((await page.getByTestId('pin-entry').count()) === 0) await page.keyboard.press('1');
    await page.getByTestId('pin-entry').waitFor();
    await typeSlowly(page, '0000');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('notice')).toContainText(count);
    await expect(page.getByTestId('notice')).toHaveAttribute('data-notice', code);
  }
  await expect(page.getByTestId('phase-signedOff')).toBeVisible();
});

/** How far the page hangs over the window's edges; nothing scrolls on a till. */
function overhang(page: Page): Promise<{ right: number; bottom: number }> {
  return page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    return {
      right: Math.max(0, scrollWidth - window.innerWidth),
      bottom: Math.max(0, scrollHeight - window.innerHeight),
    };
  });
}

const sizes = [
  { width: 1024, height: 768 },
  { width: 1920, height: 1080 },
] as const;

for (const size of sizes) {
  test(`every main screen fits and is accessible at ${size.width}×${size.height}`, async ({
    launchRegister,
  }) => {
    test.setTimeout(120_000);
    const register = await launchRegister({ dataDir: lane.dataDir });
    const page = register.till;
    await register.app.evaluate(({ BrowserWindow }, { width, height }) => {
      const window = BrowserWindow.getAllWindows().find((candidate) =>
        candidate.webContents.getURL().startsWith('app://till/'),
      );
      window?.setContentSize(width, height);
    }, size);
    const check = async (screen: string) => {
      expect.soft(await overhang(page), `${screen} fits`).toEqual({ right: 0, bottom: 0 });
      expect.soft(await accessibilityFaults(page), `${screen} is accessible`).toEqual([]);
    };
    await page.getByTestId('phase-signedOff').waitFor();
    await check('sign-on');
    await openForSelling(page);
    await check('selling, empty');
    await page.keyboard.press('F10');
    await page.getByTestId('phase-office').waitFor();
    await check('office');
    await page.keyboard.press('o');
    await page.getByTestId(`operator-${englishCashier?.operatorId ?? ''}`).click();
    await check('PIN');
    await typeSlowly(page, englishCashier?.pin ?? '');
    await page.keyboard.press('Enter');
    await page.getByTestId('phase-selling').waitFor();
    for (let index = 0; index < 12; index += 1) {
      await lane.scanner.scan(codeOf(index));
      await expect.poll(async () => (await snapshotOf(page))?.basket?.lines.length).toBe(index + 1);
    }
    await check('selling in English');
    await page.keyboard.press('F4');
    await page.getByTestId('dialog-search').waitFor();
    await check('search');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F12');
    await page.getByTestId('pay-panel').waitFor();
    await check('payment');
    await page.keyboard.press('e');
    await page.getByTestId('change-screen').waitFor();
    await check('change');
  });
}
