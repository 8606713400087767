import fs from 'node:fs';
import path from 'node:path';
import { manager, typeSlowly } from './fixtures/hands.ts';
import {
  codeOf,
  type Lane,
  mustTill,
  openForSelling,
  openLane,
  scanLines,
  snapshotOf,
  until,
} from './fixtures/lane.ts';
import { expect, linkUp, test } from './fixtures/register.ts';

/** The shortest that the settings take. */
const LOCK_AFTER_S = 30;

let lane: Lane;
test.beforeEach(async () => {
  lane = await openLane();
  const file = path.join(lane.dataDir, 'register.json');
  const settings: object = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, JSON.stringify({ ...settings, screenLockS: LOCK_AFTER_S }));
});
test.afterEach(async () => {
  await lane.close();
});

test('nobody there: locked, nothing told, a scan not taken; the PIN brings the same basket back', async ({
  launchRegister,
}) => {
  test.setTimeout(150_000);
  const { till: page } = await openForSelling(launchRegister, lane);
  await scanLines(page, lane, 3);
  const before = await snapshotOf(page);
  const [first] = before?.basket?.lines ?? [];
  await page.getByTestId('locked').waitFor({ timeout: (LOCK_AFTER_S + 30) * 1_000 });

  // Not on the screen, and not in what the page has.
  const locked = await snapshotOf(page);
  expect(locked).toMatchObject({
    basket: null,
    payment: null,
    lastSale: null,
    suspended: [],
    withheld: { basket: true, parked: 0, unclear: 0 },
  });
  expect(await page.locator('body').innerText()).not.toContain(first?.name.zh);

  // Neither scanner sells, and a scan is no PIN.
  const { count } = locked?.scans ?? { count: 0 };
  await lane.scanner.scan(codeOf(5));
  await until(page, 'scan heard', ({ scans }) => scans.count > count);
  await expect(page.getByTestId('notice')).toHaveAttribute('data-notice', 'scanLocked');

  // The lock is there again when the page is.
  await page.reload();
  await linkUp(page);
  await page.getByTestId('locked').waitFor();
  await typeSlowly(page, manager.pin);
  await page.keyboard.press('Enter');
  await until(page, 'open', ({ screenLock }) => !screenLock.locked);
  const after = await snapshotOf(page);
  expect(after?.basket).toEqual(before?.basket);
  expect(after?.withheld).toBeNull();
  await mustTill(page, 'pay.tender', {
    kind: 'cash',
    amountMinor: after?.basket?.cashDueMinor ?? 0,
  });
  expect((await snapshotOf(page))?.lastSale?.totalMinor).toBe(before?.basket?.totalMinor);
});
