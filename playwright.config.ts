import { defineConfig } from '@playwright/test';
import { electronRuntime } from './build/setup/electron-runtime.mjs';

// `npm test` names the runtime for the tests; when Playwright is started by hand, this does.
if (process.env['TILLWRIGHT_ELECTRON_PATH'] === undefined) {
  const runtime = electronRuntime();
  if (runtime === undefined) throw new Error('run `node build/cli/setup.mjs` first');
  process.env['TILLWRIGHT_ELECTRON_PATH'] = runtime.executablePath;
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = runtime.distPath;
}

// One worker: the tests start real Electron programs on a machine with two cores. No retries: a
// test that fails now and then hides a fault of the register or of itself.
export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  globalTimeout: 12 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
});
