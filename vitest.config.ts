import { configDefaults, defineConfig } from 'vitest/config';

const include = ['**/*.test.{ts,tsx,mjs}'];
const exclude = [...configDefaults.exclude, '**/out/**', 'test/e2e/**'];

/**
 * Tests that mostly wait: for a line's time-outs, a terminal that stays silent, programs that they
 * start and end. Several at once fill the waits; among tests that compute they would be late.
 */
const waiting = [
  'build/setup/child.test.mjs',
  'hq/command-line.test.ts',
  'hq/data-folder.test.ts',
  'hq/http/strangers.test.ts',
  'hq/private-files.test.ts',
  'native/device/**/*.integration.test.ts',
  'native/simulators/{terminal,transbank}/**/*.test.ts',
  'test/integration/device-faults.test.ts',
  'test/integration/killed-in-slices.test.ts',
  'test/integration/killed-decision.test.ts',
  'test/integration/settlement*.test.ts',
  'test/integration/return-devices.test.ts',
  'test/integration/terminal-setup.test.ts',
  'test/integration/void-paid-devices.test.ts',
  'test/integration/whole-register.test.ts',
  'test/drill/drills.test.ts',
  'test/payments/payments.test.ts',
];

/** Tests of windows: what a page is made of is a page's own, and so is what it remembers. */
const windows = ['renderer/**'];

/**
 * The test files of a worker share its process and its modules: reading these anew for each file
 * took longer than the tests. `left-behind` fails a file that would be noticed by the next.
 */
const together = { isolate: false, setupFiles: ['build/testing/left-behind.mjs'] };

export default defineConfig({
  test: {
    // A test of a window asks for happy-dom in its first comment.
    environment: 'node',
    // For what hangs, not for what is slow: ptys, SQLite files, databases and rules tried on many
    // inputs take seconds, and ten times as long on a machine that many share.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    allowOnly: false,
    globalSetup: 'build/testing/shared-folder.mjs',
    passWithNoTests: false,
    // `npm run test:one -- FILE --seed=N`
    setupFiles:
      process.env['TILLWRIGHT_SEED'] === undefined ? [] : ['build/testing/replay-seed.mjs'],
    projects: [
      {
        extends: true,
        test: {
          ...together,
          name: 'busy',
          include,
          exclude: [...exclude, ...waiting, ...windows],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'windows',
          include: windows.map((folder) => `${folder}/*.test.{ts,tsx}`),
          exclude,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...together,
          name: 'waiting',
          include: waiting,
          exclude,
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
