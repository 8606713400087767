// Reads what the test tools report, as counts. A report that cannot be understood, or that says
// no test ran, counts as a failure: silence is not success.

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 */

/** @type {Counts} */
const unreadable = { passed: 0, failed: 1 };

/** @param {unknown} value */
function count(value) {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/**
 * Vitest's JSON reporter. A file that could not be loaded has no tests of its own and counts as
 * one failure.
 * @param {Record<string, unknown> | undefined} report
 * @returns {Counts}
 */
export function vitestCounts(report) {
  const passed = count(report?.['numPassedTests']);
  const failed = count(report?.['numFailedTests']);
  const files = report?.['testResults'];
  if (passed === undefined || failed === undefined || !Array.isArray(files)) return unreadable;
  const broken = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults?.length,
  ).length;
  return { passed, failed: failed + broken };
}

/**
 * Playwright's JSON reporter. A flaky test counts as failed; errors outside tests too.
 * @param {Record<string, unknown> | undefined} report
 * @returns {Counts}
 */
export function playwrightCounts(report) {
  const stats = Object(report?.['stats']);
  const passed = count(stats.expected);
  const unexpected = count(stats.unexpected);
  const flaky = count(stats.flaky);
  const errors = report?.['errors'];
  if (passed === undefined || unexpected === undefined || flaky === undefined) return unreadable;
  return { passed, failed: unexpected + flaky + (Array.isArray(errors) ? errors.length : 0) };
}

/**
 * A report of our own: `{ passed, failed }`.
 * @param {Record<string, unknown> | undefined} report
 * @returns {Counts}
 */
export function plainCounts(report) {
  const passed = count(report?.['passed']);
  const failed = count(report?.['failed']);
  return passed === undefined || failed === undefined ? unreadable : { passed, failed };
}

/**
 * The demo's summary is one test: passed when it sold something and head office agrees.
 * @param {Record<string, unknown> | undefined} summary
 * @returns {Counts}
 */
export function demoCounts(summary) {
  const sales = count(summary?.['sales']) ?? 0;
  const agrees =
    Object(summary?.['hq']).sales === sales &&
    Object(summary?.['hq']).grandTotalMinor === summary?.['grandTotalMinor'];
  return sales > 0 && agrees ? { passed: 1, failed: 0 } : unreadable;
}

/**
 * What a stage counts for, given how its program ended: a program that failed without a failed
 * test, and a stage in which nothing ran, are one failure each.
 * @param {Counts} counts
 * @param {boolean} endedWell
 * @returns {Counts}
 */
export function stageCounts(counts, endedWell) {
  if (counts.failed > 0) return counts;
  if (!endedWell || counts.passed === 0) return { ...counts, failed: 1 };
  return counts;
}
