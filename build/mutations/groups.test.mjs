import { describe, expect, it } from 'vitest';
import { trackedFiles } from '../gates/sources.mjs';
import { equivalent } from './equivalent.mjs';
import { groups } from './groups.mjs';

const tracked = trackedFiles();

/**
 * The patterns that a pattern with `{a,b}` stands for.
 * @param {string} pattern
 * @returns {string[]}
 */
function spelledOut(pattern) {
  const brace = /\{([^{}]*)\}/.exec(pattern);
  if (brace === null) return [pattern];
  const [whole, choices = ''] = brace;
  return choices.split(',').flatMap((choice) => spelledOut(pattern.replace(whole, choice)));
}

/** @param {string} pattern */
function meetsNothing(pattern) {
  const source = pattern
    .replace(/^!/, '')
    .split('**/')
    .map((part) => part.split('*').map(literally).join('[^/]*'))
    .join('(?:.+/)?');
  const matches = new RegExp(`^${source}$`);
  return !tracked.some((file) => matches.test(file));
}

/** @param {string} text */
function literally(text) {
  return text.replace(/[.+^$()|[\]\\]/g, '\\$&');
}

describe('what faults are tried in', () => {
  it.each(groups.map((group) => [group.name, group]))(
    'the files and tests of %s are there, each of them',
    (_, { files, tests, slowTests = [] }) => {
      const patterns = [...files, ...tests, ...slowTests].flatMap(spelledOut);
      expect(patterns.filter(meetsNothing)).toEqual([]);
    },
  );

  it('faults that nobody could notice are in files that are there', () => {
    const files = new Set(equivalent.map(({ file }) => file));
    expect([...files].filter((file) => !tracked.includes(file))).toEqual([]);
  });
});
