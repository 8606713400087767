import {
  agreeWithPin,
  cashier,
  manager,
  supervisor,
  touchPin,
  typeSlowly,
} from './fixtures/hands.ts';
import { type Lane, mustTill, openLane, snapshotOf, until } from './fixtures/lane.ts';
import { expect, test } from './fixtures/register.ts';

let lane: Lane;

test.beforeEach(async () => {
  lane = await openLane();
});
test.afterEach(async () => {
  await lane.close();
});

test('a cashier opens the day and the drawer with somebody else’s PIN, typed in place', async ({
  launchRegister,
}) => {
  const { till: page } = await launchRegister({ dataDir: lane.dataDir });
  await until(page, 'started', ({ phase }) => phase === 'signedOff');
  const { operatorId, pin } = cashier;
  await mustTill(page, 'session.signOn', { operatorId, pin });
  await page.getByTestId('phase-dayClosed').waitFor();
  await page.keyboard.press('Enter');

  const box = page.getByTestId('dialog-approval');
  await box.waitFor();
  await expect(box).toContainText(cashier.name);
  await expect(page.getByTestId(`supervisor-${cashier.operatorId}`)).toHaveCount(0);
  await page.getByTestId(`supervisor-${manager.operatorId}`).click();
  await typeSlowly(page, '0000');
  await page.keyboard.press('Enter');
  await page.getByTestId('approval-fault').waitFor();
  await typeSlowly(page, manager.pin);
  await page.keyboard.press('Enter');
  await page.getByTestId('phase-shiftClosed').waitFor();
  expect((await snapshotOf(page))?.operator?.operatorId).toBe(cashier.operatorId);

  await mustTill(page, 'shift.open', { floatMinor: 20_000 });
  await page.getByTestId('phase-selling').waitFor();
  await page.getByTestId('fn-F8').click();
  await page.getByTestId('dialog-drawer').getByTestId('dialog-do').click();
  await box.waitFor();
  await touchPin(box);
  await box.getByTestId('dialog-do').click();
  await expect(box).toHaveCount(0);

  // A PIN that was typed wrong in a box never shuts the person out of the register.
  await mustTill(page, 'session.signOff', {});
  await mustTill(page, 'session.signOn', {
    operatorId: supervisor.operatorId,
    pin: supervisor.pin,
  });
  await expect(page.getByTestId('phase-selling')).toBeVisible();
});

test('by keyboard alone: the drawer, the name by its key, the PIN', async ({ launchRegister }) => {
  const { till: page } = await launchRegister({ dataDir: lane.dataDir });
  await until(page, 'started', ({ phase }) => phase === 'signedOff');
  const { operatorId, pin } = cashier;
  await mustTill(page, 'session.signOn', { operatorId, pin });
  const approval = { operatorId: manager.operatorId, pin: manager.pin };
  await mustTill(page, 'day.open', { approval });
  await mustTill(page, 'shift.open', { floatMinor: 20_000 });
  await page.getByTestId('phase-selling').waitFor();
  await page.keyboard.press('F8');
  await page.getByTestId('dialog-drawer').waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('dialog-approval').waitFor();
  await page.keyboard.press('F1');
  await agreeWithPin(page);
  await expect(page.getByTestId('dialog-approval')).toHaveCount(0);
});
