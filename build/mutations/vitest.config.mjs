import { defineConfig } from 'vitest/config';

/** The tests of one group, as `npm run test:mutations` names them. */
const tests = JSON.parse(process.env['TILLWRIGHT_MUTATION_TESTS'] ?? '[]');

export default defineConfig({
  test: {
    environment: 'node',
    include: tests.filter((/** @type {string} */ path) => !path.startsWith('!')),
    exclude: tests
      .filter((/** @type {string} */ path) => path.startsWith('!'))
      .map((/** @type {string} */ path) => path.slice(1)),
    setupFiles: ['build/mutations/fixed-inputs.mjs'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
  },
});
