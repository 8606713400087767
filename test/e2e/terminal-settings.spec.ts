import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessibilityFaults } from './fixtures/accessibility.ts';
import { FINGER_MS } from './fixtures/hands.ts';
import { codeOf, type Lane, mustTill, openForSelling, openLane, until } from './fixtures/lane.ts';
import { expect, test } from './fixtures/register.ts';

let lane: Lane;
test.beforeEach(async () => {
  lane = await openLane();
});
test.afterEach(async () => {
  await lane.close();
});

test('a manager tests a terminal and sets it up with the keyboard alone', async ({
  launchRegister,
}) => {
  const { till: page } = await openForSelling(launchRegister, lane);
  await page.keyboard.press('F10');
  await page.keyboard.press('k');
  const settings = page.getByTestId('terminal-settings');
  await settings.waitFor();

  // A port that is not there: the first check says so in words, nothing is changed.
  const path = page.getByTestId('terminal-path');
  const right = await path.inputValue();
  await path.focus();
  await path.press('End');
  await path.pressSequentially('x', { delay: FINGER_MS });
  await page.keyboard.press('F5');
  const failed = page.locator('[data-state=failed]');
  await expect(failed).toHaveCount(1, { timeout: 60_000 });
  await expect(failed).toContainText(`${right}x`);

  await path.press('Backspace');
  await page.keyboard.press('F5');
  await expect(page.locator('[data-state=ok]')).toHaveCount(7, { timeout: 60_000 });
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.keyboard.press('F8');
  await expect(page.getByTestId('notice')).toBeVisible();
  await until(page, 'the terminal is back', ({ devices }) => devices.terminal.state === 'ready');
  const file = JSON.parse(readFileSync(join(lane.dataDir, 'register.json'), 'utf8'));
  expect(file.devices.terminal).toMatchObject({ protocol: 'zvt', line: { path: right } });
});

test('by touch: another waiting time is kept, and the terminal takes the next card', async ({
  launchRegister,
}) => {
  const { till: page } = await openForSelling(launchRegister, lane);
  await page.keyboard.press('F10');
  await page.getByTestId('office-K').click();
  await page.getByTestId('terminal-settings').waitFor();
  await page.getByRole('button', { name: '120' }).click();
  await page.getByTestId('terminal-save').click();
  await expect
    .poll(async () => (await mustTill(page, 'terminal.setup', {})).terminal?.customerLimitS)
    .toBe(120);
  await page.getByTestId('office-back').click();
  await lane.scanner.scan(codeOf(0));
  const { basket } = await until(page, 'a line', (seen) => seen.basket?.lines.length === 1);
  await until(page, 'the terminal', ({ devices }) => devices.terminal.state === 'ready');
  await mustTill(page, 'pay.card', { amountMinor: basket?.totalMinor ?? 0 });
  await until(page, 'paid', (seen) => seen.basket === null && seen.payment === null);
  expect(lane.terminal.book().at(-1)?.state).toBe('approved');
});
