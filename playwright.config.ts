import { defineConfig } from '@playwright/test';
import { electronRuntime } from './build/setup/electron-runtime.mjs';

// `npm test` names the runtime for the tests; when Playwright is started by hand, this does.
if (process.env['TILLWRIGHT_ELECTRON_PATH'] === undefined) {
  const runtime = electronRuntime();
  if (runtime === undefined) throw new Error('run `node build/cli/setup.mjs` first');
  process.env['TILLWRIGHT_ELECTRON_PATH'] = runtime.executablePath;
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = runtime.distPath;
}

// One worker for each display that `npm test` made, one where there is a screen: two programs on
// one display would take the keyboard's focus from each other. No retries: a test that fails now
// and then hides a fault of the register or of itself.
const displays = process.env['TILLWRIGHT_TEST_DISPLAYS']?.split(',').length ?? 1;

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  workers: displays,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  // A little less than the stage's own deadline (build/testing/stages.mjs): this one says where.
  globalTimeout: 29 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
});
