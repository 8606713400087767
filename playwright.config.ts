import { defineConfig } from '@playwright/test';

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
