import { describe, expect, it } from 'vitest';
import { codeAt, reportOf } from './report.mjs';

const source = 'const a = 1;\nif (a > 0) {\n  pay(a);\n}\n';

/**
 * @param {[number, number]} start
 * @param {[number, number]} end
 */
const at = (start, end) => ({
  start: { line: start[0], column: start[1] },
  end: { line: end[0], column: end[1] },
});

/** @param {readonly import('./report.mjs').Mutant[]} mutants */
const report = (mutants) =>
  reportOf({
    name: 'money',
    mutants,
    root: '/project',
    sourceOf: () => source,
    equivalent: [
      { file: 'core/pay.ts', from: 'a > 0', to: 'a >= 0', near: 'if (', why: 'never 0' },
      { file: 'core/pay.ts', from: 'a > 0', to: 'true', near: 'while', why: 'elsewhere' },
    ],
  });

/**
 * @param {string} status
 * @param {string} replacement
 */
const condition = (status, replacement) => ({
  fileName: '/project/core/pay.ts',
  status,
  replacement,
  location: at([2, 5], [2, 10]),
});

describe('what came of a group', () => {
  it('names the code a mutant replaces: lines and columns count from one', () => {
    expect(codeAt(source, at([2, 5], [2, 10]))).toBe('a > 0');
    expect(codeAt(source, at([2, 12], [4, 2]))).toBe('{\n  pay(a);\n}');
  });

  it('counts what was noticed, and leaves out what nobody can notice and what was not tried', () => {
    const { lines, total } = report([
      condition('Killed', 'a < 0'),
      condition('Timeout', 'false'),
      condition('Survived', 'a >= 0'),
      condition('Survived', 'true'),
      condition('NoCoverage', 'a <= 0'),
      condition('Ignored', ''),
    ]);
    expect(total).toEqual({ noticed: 2, counted: 4, equivalent: 1 });
    expect(lines).toEqual([
      '  core/pay.ts:2 equivalent (never 0): a > 0 -> a >= 0',
      '  core/pay.ts:2 survived: a > 0 -> true',
      '  core/pay.ts:2 nocoverage: a > 0 -> a <= 0',
      '  core/pay.ts: 2 of 4 noticed, 50.0 %, 1 equivalent',
      'money: 2 of 4 noticed, 50.0 %, 1 equivalent',
    ]);
  });

  it('counts one that was noticed, also where a reason says that nobody can', () => {
    expect(report([condition('Killed', 'a >= 0')]).total).toEqual({
      noticed: 1,
      counted: 1,
      equivalent: 0,
    });
  });
});
