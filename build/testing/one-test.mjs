// What `npm run test:one` starts for the words it was given.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../setup/setup-error.mjs';

export const usage = `npm run test:one -- FILE… [-t NAME] [--watch] [--seed=N --path=P]

  FILE          a test's file, or a part of its path; *.spec.ts opens the real program
  -t NAME       only the tests whose name has this in it
  --watch       again at each change of the file or of what it imports
  --seed, --path   a property's inputs again: the two values it printed when it failed`;

/**
 * @typedef {object} OneTest
 * @property {'vitest' | 'playwright'} runner
 * @property {string[]} args               for that runner
 * @property {Record<string, string>} env
 */

const options = /** @type {const} */ ({
  testNamePattern: { type: 'string', short: 't' },
  watch: { type: 'boolean', default: false },
  seed: { type: 'string' },
  path: { type: 'string' },
});

/** @param {string | undefined} seed @param {string | undefined} trail */
function replayed(seed, trail) {
  if (seed === undefined && trail !== undefined) throw new SetupError('--path needs a --seed.');
  if (seed === undefined) return {};
  if (!/^-?\d+$/.test(seed)) throw new SetupError(`--seed wants a whole number: ${seed}`);
  if (trail !== undefined && !/^\d+(:\d+)*$/.test(trail)) {
    throw new SetupError(`--path wants numbers with colons between: ${trail}`);
  }
  return { TILLWRIGHT_SEED: seed, ...(trail === undefined ? {} : { TILLWRIGHT_PATH: trail }) };
}

/**
 * Reads the words; throws SetupError with a sentence when they cannot be obeyed.
 * @param {readonly string[]} words
 * @returns {OneTest}
 */
export function readOneTest(words) {
  const { values, positionals } = parseArgs({ args: [...words], options, allowPositionals: true });
  if (positionals.length === 0) throw new SetupError(`Which file?\n\n${usage}`);
  // Both runners look for forward slashes, whatever the shell completes.
  const files = positionals.map((file) => file.replaceAll(path.win32.sep, path.posix.sep));
  const name = values.testNamePattern;
  const env = replayed(values.seed, values.path);
  if (!files.some((file) => file.endsWith('.spec.ts'))) {
    const named = name === undefined ? [] : ['--testNamePattern', name];
    return { runner: 'vitest', args: [values.watch ? 'watch' : 'run', ...files, ...named], env };
  }
  if (values.watch) throw new SetupError('Tests of the real program cannot be watched.');
  if (values.seed !== undefined) throw new SetupError('Tests of the real program have no seed.');
  return { runner: 'playwright', args: ['test', ...files, ...(name ? ['--grep', name] : [])], env };
}
