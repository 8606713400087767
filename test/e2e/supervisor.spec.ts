import fs from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { runToEnd } from './fixtures/electron-program.ts';
import { expect, isAlive, linkUp, test } from './fixtures/register.ts';

/** Records each link state the window is told from now on. */
async function recordLinks(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seenLinks: seen });
    window.tillwright.link((state) => seen.push(state));
  });
  return () => page.evaluate(() => (window as unknown as { seenLinks: string[] }).seenLinks);
}

test('a killed service comes back: the window is told, and gets its state again', async ({
  launchRegister,
}) => {
  const register = await launchRegister();
  const links = await recordLinks(register.till);
  const before = await register.servicePid();
  process.kill(before, 'SIGKILL');
  await expect.poll(links).toEqual(['up', 'down', 'up']);
  const after = await register.servicePid();
  expect(after).not.toBe(before);
  const reply = await register.till.evaluate(() => {
    return window.tillwright.call('till.snapshot', null, {});
  });
  expect(reply).toMatchObject({ ok: true, value: { revision: expect.any(Number) } });
  expect(register.mainLog('till-service ended')).toHaveLength(1);
});

// Windows cannot stop a process without ending it.
if (process.platform !== 'win32') {
  test('a call that was open when the service died is answered as unknown', async ({
    launchRegister,
  }) => {
    const register = await launchRegister();
    const pid = await register.servicePid();
    process.kill(pid, 'SIGSTOP');
    // Returns when the call is on its way, not when it is answered.
    const openCall = await register.till.evaluateHandle(() => ({
      reply: window.tillwright.call('till.snapshot', null, {}),
    }));
    process.kill(pid, 'SIGKILL');
    expect(await openCall.evaluate(({ reply }) => reply)).toMatchObject({
      ok: false,
      error: { code: 'serviceLost', outcome: 'unknown' },
    });
    await linkUp(register.till);
  });
}

test('a service that cannot be kept alive is said to fail, and the window stays', async ({
  launchRegister,
}) => {
  // The pauses between six starts alone are nine seconds.
  test.slow();
  const register = await launchRegister();
  const links = await recordLinks(register.till);
  for (let end = 1; end <= 6; end += 1) {
    process.kill(await register.servicePid(), 'SIGKILL');
    await expect.poll(() => register.mainLog('till-service ended').length).toBe(end);
    // The sixth within a minute is one too many; the pauses before it add up to nine seconds.
    if (end < 6) {
      await expect
        .poll(() => register.mainLog('till-service ready').length, { timeout: 15_000 })
        .toBe(end + 1);
    }
  }
  await expect.poll(async () => (await links()).at(-1)).toBe('failing');
});

test('both windows are served again after a crash', async ({ launchRegister }) => {
  const register = await launchRegister({ args: ['--customer-display=window'] });
  const display = await register.display();
  const links = await recordLinks(display);
  process.kill(await register.servicePid(), 'SIGKILL');
  await expect.poll(links).toEqual(['up', 'down', 'up']);
  const reply = await display.evaluate(() => {
    return window.tillwright.call('display.snapshot', null, {});
  });
  expect(reply).toMatchObject({ ok: true });
});

test('quitting lets the service finish', async ({ launchRegister }) => {
  const register = await launchRegister();
  const pid = await register.servicePid();
  await register.close();
  await expect.poll(() => isAlive(pid)).toBe(false);
  const log = fs.readFileSync(path.join(register.dataDir, 'logs', 'till-service.log'), 'utf8');
  expect(log).toContain('"msg":"closed"');
  expect(register.program.exitCode).toBe(0);
});

test('when main is killed the service does not live on', async ({ launchRegister }) => {
  const register = await launchRegister();
  const pid = await register.servicePid();
  register.program.kill('SIGKILL');
  await expect.poll(() => isAlive(pid)).toBe(false);
});

test('a second register with the same data folder is refused, the first goes on', async ({
  launchRegister,
}) => {
  const register = await launchRegister();
  const second = await runToEnd([`--data-dir=${register.dataDir}`]);
  expect(second.exitCode).toBe(3);
  expect(second.stderr).toContain('already running');
  const reply = await register.till.evaluate(() => {
    return window.tillwright.call('till.snapshot', null, {});
  });
  expect(reply).toMatchObject({ ok: true });
});

test('a register with another data folder runs beside it', async ({ launchRegister }) => {
  const first = await launchRegister();
  const second = await launchRegister();
  expect(await first.servicePid()).not.toBe(await second.servicePid());
});

test('a misspelt command line is refused', async () => {
  const end = await runToEnd(['--customer-display=left']);
  expect(end.exitCode).toBe(2);
  expect(end.stderr).toContain('--customer-display');
});

test('the self-test loads every native package', async ({ newDataDir }) => {
  const end = await runToEnd(['--self-test', `--data-dir=${newDataDir()}`]);
  expect(end.exitCode).toBe(0);
  const report: unknown = JSON.parse(end.stdout.trim().split('\n').at(-1) ?? '');
  const version = expect.stringMatching(/^\d+\.\d+/);
  expect(report).toEqual({
    selfTest: 'ok',
    electron: version,
    sqlite: version,
    serialport: version,
    argon2: version,
  });
});
