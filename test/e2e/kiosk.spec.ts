import { expect, test } from './fixtures/register.ts';

// Kiosk mode itself is tested in electron/main/program-end.test.ts: a kiosk refuses the quit by which
// a driven program is ended.
test('without kiosk mode a closed till window ends the program', async ({ launchRegister }) => {
  const { app, program } = await launchRegister();
  const ended = new Promise((resolve) => program.once('exit', resolve));
  await app.evaluate(({ BrowserWindow }) => {
    for (const window of BrowserWindow.getAllWindows()) window.close();
  });
  expect(await ended).toBe(0);
});
