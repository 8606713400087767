import {
  type Lane,
  callTill,
  openLane,
  scanLines,
  snapshotOf,
  openForSelling,
} from './fixtures/lane.ts';
import { expect, isAlive, linkUp, test } from './fixtures/register.ts';

test('without kiosk mode a closed till window ends the program', async ({ launchRegister }) => {
  const { app, program } = await launchRegister();
  const ended = new Promise((resolve) => program.once('exit', resolve));
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
  });
  expect(await ended).toBe(0);
});

test.describe('a kiosk', () => {
  let lane: Lane;
  test.beforeEach(async () => {
    lane = await openLane();
  });
  test.afterEach(() => lane.close());

  test('keeps the basket on the screen when asked to close or to quit; the office ends it', async ({
    launchRegister,
  }) => {
    const asKiosk: typeof launchRegister = (options) =>
      launchRegister({ ...options, args: [...(options?.args ?? []), '--kiosk'] });
    const register = await openForSelling(asKiosk, lane);
    const { app, program, till } = register;
    const servicePid = await register.servicePid();
    await scanLines(till, lane, 2);

    // What Alt+F4 and a quit from the system's menu come to.
    await app.evaluate(({ app: program_, BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.close();
      program_.quit();
    });
    await expect
      .poll(() => register.mainLog('end refused in kiosk mode').length)
      .toBeGreaterThan(1);
    await linkUp(till);
    expect((await snapshotOf(till))?.basket?.lines).toHaveLength(2);
    expect([program.exitCode, isAlive(servicePid)]).toEqual([null, true]);

    const ended = new Promise((resolve) => program.once('exit', resolve));
    // The program may be gone before its answer is here; a refusal would come.
    const answer = await callTill(till, 'program.end', {}).catch(() => null);
    expect(answer?.ok ?? true).toBe(true);
    expect(await ended).toBe(0);
  });
});
