import { expect, test } from './fixtures/register.ts';

test('in kiosk mode no closed window and no quit ends the program; the system does', async ({
  launchRegister,
}) => {
  const register = await launchRegister({ args: ['--kiosk', '--customer-display=window'] });
  await register.display();
  const { app, program } = register;
  // What Alt+F4 does, what a page can do, what a menu or the desktop can do.
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
  });
  // A page takes its window away without asking: the lane gets a new one.
  const opensAgain = app.waitForEvent('window');
  await register.till.evaluate(() => window.close()).catch(() => undefined);
  const till = await opensAgain;
  await app.evaluate(({ app: electron }) => electron.quit());
  await expect.poll(() => register.mainLog('end refused in kiosk mode').length).toBeGreaterThan(3);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(2);
  const snapshot = () =>
    till.evaluate(() => window.tillwright.call('till.snapshot', null, {})).then(({ ok }) => ok);
  await expect.poll(snapshot).toBe(true);
  const ended = new Promise((resolve) => program.once('exit', resolve));
  process.kill(program.pid ?? 0, 'SIGTERM');
  expect(await ended).toBe(0);
  expect(register.mainLog('program ends')).toMatchObject([{ by: 'system' }]);
});

test('without kiosk mode a closed till window ends the program', async ({ launchRegister }) => {
  const { app, program } = await launchRegister();
  const ended = new Promise((resolve) => program.once('exit', resolve));
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
  });
  expect(await ended).toBe(0);
});
