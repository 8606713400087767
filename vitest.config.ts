import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx,mjs}'],
    exclude: [...configDefaults.exclude, '**/out/**', 'test/e2e/**'],
    // A test of a window asks for happy-dom in its first comment.
    environment: 'node',
    maxWorkers: 2,
    // Ptys, SQLite files and databases started for a test need more than the default 5 s.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    allowOnly: false,
    passWithNoTests: false,
  },
});
