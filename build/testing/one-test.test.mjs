import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../setup/places.mjs';
import { readOneTest } from './one-test.mjs';

describe('one test alone', () => {
  it('is run by vitest, or by Playwright where it opens the real program', () => {
    expect(readOneTest(['core/money/money.test.ts', '-t', 'splits'])).toEqual({
      runner: 'vitest',
      args: ['run', 'core/money/money.test.ts', '--testNamePattern', 'splits'],
      env: {},
    });
    expect(readOneTest(['test/e2e/kiosk.spec.ts', '-t', 'closes'])).toEqual({
      runner: 'playwright',
      args: ['test', 'test/e2e/kiosk.spec.ts', '--grep', 'closes'],
      env: {},
    });
  });

  it('is watched when asked for, and found with the slashes of Windows', () => {
    expect(readOneTest(['core\\money', '--watch']).args).toEqual(['watch', 'core/money']);
  });

  it('gets the seed and the path that a property printed', () => {
    const { env } = readOneTest(['core/a.test.ts', '--seed=-7', '--path=3:0:1']);
    expect(env).toEqual({ TILLWRIGHT_SEED: '-7', TILLWRIGHT_PATH: '3:0:1' });
  });

  it.each([
    [[], 'Which file?'],
    [['a.test.ts', '--path', '1'], 'needs a --seed'],
    [['a.test.ts', '--seed', 'x'], 'wants a whole number: x'],
    [['a.test.ts', '--seed', '1', '--path', '1;2'], 'numbers with colons between: 1;2'],
    [['a.spec.ts', '--watch'], 'cannot be watched'],
    [['a.spec.ts', '--seed', '1'], 'have no seed'],
    [['a.test.ts', '--nonsense'], '--nonsense'],
  ])('%j is refused: %s', (words, reason) => {
    expect(() => readOneTest(words)).toThrow(reason);
  });
});

describe('what CONTRIBUTING.md shows', () => {
  const guide = fs.readFileSync(path.join(projectRoot, 'CONTRIBUTING.md'), 'utf8');
  const shown = [...guide.matchAll(/`npm run test:one -- ([^`]+)`/g)].map(
    ([, words = '']) => words,
  );

  it('is shown', () => expect(shown.length).toBeGreaterThan(3));

  it.each(shown)('%s is understood, and finds a test', (words) => {
    const given = words.replace('=N', '=1').replace('=P', '=0:1');
    const all = [...given.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
    const { runner, args } = readOneTest(all);
    const [, place = ''] = args;
    expect(runner).toBe(place.endsWith('.spec.ts') ? 'playwright' : 'vitest');
    expect(fs.existsSync(path.join(projectRoot, place))).toBe(true);
    const quoted = /"([^"]*)"/.exec(words)?.[1] ?? '';
    if (place.endsWith('.ts')) {
      expect(fs.readFileSync(path.join(projectRoot, place), 'utf8')).toContain(quoted);
    }
  });
});

describe('a property that is replayed', () => {
  const before = fc.readConfigureGlobal();
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
    fc.configureGlobal(before);
  });

  it('meets the input again that made it fail, at once', async () => {
    const small = fc.property(fc.nat(1_000_000), (value) => value < 900_000);
    const failed = fc.check(small, { seed: 5 });
    expect(failed.failed).toBe(true);
    vi.stubEnv('TILLWRIGHT_SEED', String(failed.seed));
    vi.stubEnv('TILLWRIGHT_PATH', String(failed.counterexamplePath));
    await import('./replay-seed.mjs');
    const again = fc.check(small);
    expect(again.counterexample).toEqual(failed.counterexample);
    expect(again.numRuns).toBe(1);
  });
});
