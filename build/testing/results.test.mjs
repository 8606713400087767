import { describe, expect, it } from 'vitest';
import {
  demoCounts,
  plainCounts,
  playwrightCounts,
  stageCounts,
  vitestCounts,
} from './results.mjs';
import { chooseStages, stages } from './stages.mjs';

describe('a report', () => {
  it('of Vitest counts tests, and a file that could not be loaded as a failure', () => {
    const testResults = [
      { status: 'passed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [] },
    ];
    const report = { numPassedTests: 7, numFailedTests: 1, testResults };
    expect(vitestCounts(report)).toEqual({ passed: 7, failed: 2 });
  });

  it('of Playwright counts flaky tests and errors outside tests as failures', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 0 };
    expect(playwrightCounts({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 3 });
  });

  it('that is missing or not understood is a failure', () => {
    for (const counts of [vitestCounts, playwrightCounts, plainCounts, demoCounts]) {
      expect(counts(undefined).failed).toBe(1);
      expect(counts({}).failed).toBe(1);
      expect(counts({ passed: '3', failed: -1, stats: 'x', testResults: 4 }).failed).toBe(1);
    }
  });
});

it('lets the demo pass only when head office has the same sales and total', () => {
  const summary = { sales: 30, grandTotalMinor: 500, hq: { sales: 30, grandTotalMinor: 500 } };
  expect(demoCounts(summary)).toEqual({ passed: 1, failed: 0 });
  expect(demoCounts({ ...summary, hq: { sales: 29, grandTotalMinor: 500 } }).failed).toBe(1);
  expect(demoCounts({ ...summary, grandTotalMinor: 501 }).failed).toBe(1);
  expect(
    demoCounts({ sales: 0, grandTotalMinor: 0, hq: { sales: 0, grandTotalMinor: 0 } }).failed,
  ).toBe(1);
});

describe('a stage', () => {
  it('fails when nothing ran, however well it ended', () => {
    expect(stageCounts({ passed: 0, failed: 0 }, true).failed).toBe(1);
  });

  it('fails when its program failed without a failed test', () => {
    expect(stageCounts({ passed: 9, failed: 0 }, false)).toEqual({ passed: 9, failed: 1 });
  });

  it('keeps its counts otherwise', () => {
    expect(stageCounts({ passed: 9, failed: 0 }, true)).toEqual({ passed: 9, failed: 0 });
    expect(stageCounts({ passed: 9, failed: 2 }, false)).toEqual({ passed: 9, failed: 2 });
  });

  it('is chosen by name, in its order; a name that does not exist is an error', () => {
    expect(chooseStages(undefined)).toHaveLength(stages.length);
    expect(chooseStages('unit,gates').map((stage) => stage.name)).toEqual(['gates', 'unit']);
    expect(() => chooseStages('unit,gate')).toThrow('gate');
  });
});
