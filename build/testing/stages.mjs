// The stages of `npm test`, in order. Each runs as a process group of its own with a deadline, so
// that a hanging test ends as a failure and leaves nothing behind. A deadline is for what hangs, not
// for what is slow: it is several times what a machine with two cores takes, all of them together
// stay under an hour and a half.
import fs from 'node:fs';
import path from 'node:path';
import { runChild } from '../setup/child.mjs';
import { readJson } from '../setup/markers.mjs';
import { modulesDir, projectRoot } from '../setup/places.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import {
  demoCounts,
  plainCounts,
  playwrightCounts,
  stageCounts,
  vitestCounts,
} from './results.mjs';

const reportFolder = path.join(projectRoot, 'out', 'test');

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {number} deadlineMinutes
 * @property {readonly string[]} command        arguments of node
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(report: Record<string, unknown> | undefined) => import('./results.mjs').Counts} counts
 * @property {boolean} needsWindow
 */

/** @param {string} name */
export function reportFile(name) {
  return path.join(reportFolder, `${name}.json`);
}

/** @param {...string} parts */
const own = (...parts) => path.join(projectRoot, 'build', 'cli', ...parts);
const runners = {
  vitest: path.join(modulesDir, 'vitest', 'vitest.mjs'),
  playwright: path.join(modulesDir, '@playwright', 'test', 'cli.js'),
};

/**
 * The program of a test runner, for Node.
 * @param {keyof typeof runners} runner
 */
export const toolScript = (runner) => runners[runner];

/** @type {readonly Stage[]} */
export const stages = [
  {
    name: 'gates',
    deadlineMinutes: 10,
    command: [own('gates.mjs'), '--json', reportFile('gates')],
    counts: plainCounts,
    needsWindow: false,
  },
  {
    name: 'unit',
    deadlineMinutes: 28,
    command: [
      toolScript('vitest'),
      'run',
      '--maxWorkers=2',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile('unit')}`,
    ],
    counts: vitestCounts,
    needsWindow: false,
  },
  {
    name: 'e2e',
    deadlineMinutes: 30,
    command: [toolScript('playwright'), 'test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile('e2e') },
    counts: playwrightCounts,
    needsWindow: true,
  },
  {
    name: 'demo',
    deadlineMinutes: 8,
    command: [own('demo.mjs'), '--json', reportFile('demo')],
    counts: demoCounts,
    needsWindow: true,
  },
  {
    name: 'package',
    deadlineMinutes: 8,
    command: [own('package.mjs'), '--json', reportFile('package')],
    counts: plainCounts,
    needsWindow: true,
  },
];

/**
 * The stages with these names, in their order. An unknown name is an error, so that a typing
 * mistake does not pass as a green run.
 * @param {string | undefined} only   names with commas between; undefined for all
 * @returns {Stage[]}
 */
export function chooseStages(only) {
  if (only === undefined) return [...stages];
  const names = only.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!stages.some((stage) => stage.name === name)) {
      const known = stages.map((stage) => stage.name).join(', ');
      throw new SetupError(`There is no stage "${name}": there are ${known}.`);
    }
  }
  return stages.filter((stage) => names.includes(stage.name));
}

/**
 * Runs one stage; its output is shown when it failed.
 * @param {Stage} stage
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} write
 * @returns {Promise<import('./results.mjs').Counts>}
 */
export async function runStage(stage, env, write) {
  const report = reportFile(stage.name);
  // A report of an earlier run must not be taken for this one's.
  fs.rmSync(report, { force: true });
  fs.mkdirSync(reportFolder, { recursive: true });
  const startedAt = performance.now();
  const result = await runChild(process.execPath, stage.command, {
    cwd: projectRoot,
    env: { ...process.env, ...env, ...stage.env, CI: '1', FORCE_COLOR: '0' },
    timeoutMs: stage.deadlineMinutes * 60_000,
  });
  const counts = stageCounts(stage.counts(readJson(report)), result.code === 0);
  if (counts.failed > 0) {
    write(result.output.trimEnd());
    if (result.timedOut) write(`${stage.name}: ended after ${stage.deadlineMinutes} minutes`);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  write(`${stage.name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  return counts;
}
