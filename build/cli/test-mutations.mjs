// `npm run test:mutations`: puts faults into the files of money, recovery and security, one at a
// time, and tells which of them no test notices. Not part of `npm test`: it takes hours.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { equivalent } from '../mutations/equivalent.mjs';
import { groups } from '../mutations/groups.mjs';
import { ensureReady } from '../setup/ensure-ready.mjs';
import { projectRoot } from '../setup/places.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { runCommand } from './run-command.mjs';

/** @typedef {Awaited<ReturnType<Stryker['runMutationTest']>>[number]} Mutant */
/** @typedef {import('../mutations/groups.mjs').Group} Group */

const reports = path.join(projectRoot, 'out', 'mutations');

/**
 * @param {readonly string[]} names
 * @returns {readonly Group[]}
 */
function chosen(names) {
  const unknown = names.filter((name) => !groups.some((group) => group.name === name));
  if (unknown.length > 0) {
    const known = groups.map(({ name }) => name).join(', ');
    throw new SetupError(`There is no group ${unknown.join(', ')}. There are: ${known}.`);
  }
  return names.length === 0 ? groups : groups.filter(({ name }) => names.includes(name));
}

/**
 * Tries every mutant of a group; those of an earlier run that nothing touched are taken from it.
 * @param {Group} group
 * @param {number} concurrency
 * @returns {Promise<Mutant[]>}
 */
function tryGroup(group, concurrency) {
  process.env['TILLWRIGHT_MUTATION_TESTS'] = JSON.stringify(group.tests);
  return new Stryker({
    mutate: [...group.files],
    testRunner: 'vitest',
    vitest: { configFile: 'build/mutations/vitest.config.mjs', related: true },
    plugins: ['@stryker-mutator/vitest-runner', './build/mutations/leave-messages.mjs'],
    ignorers: ['messages'],
    coverageAnalysis: 'perTest',
    // One of them alone needs all tests in a fresh process; tables are compared with their sources.
    ignoreStatic: true,
    incremental: true,
    incrementalFile: path.join(reports, `${group.name}.json`),
    tempDirName: path.join('out', 'mutations', 'sandbox'),
    ignorePatterns: ['/out', '/dist', '/test-results', '/docs'],
    reporters: ['progress-append-only'],
    concurrency,
    // A busy computer must not pass for a test that noticed; endless loops are counted, not waited for.
    timeoutMS: 120_000,
    dryRunTimeoutMinutes: 30,
    logLevel: /** @type {any} */ ('warn'),
    allowConsoleColors: false,
  }).runMutationTest();
}

/** @param {Mutant} mutant */
function placeOf({ fileName, location }) {
  const file = path.relative(projectRoot, fileName).replaceAll(path.sep, '/');
  return `${file}:${location.start.line + 1}`;
}

/** @param {Mutant} mutant */
function originalOf({ fileName, location: { start, end } }) {
  const lines = fs.readFileSync(path.resolve(projectRoot, fileName), 'utf8').split('\n');
  const text = lines.slice(start.line, end.line + 1).join('\n');
  const cut = lines[end.line]?.length ?? 0;
  return text.slice(start.column, text.length - (cut - end.column));
}

/**
 * The reason why nothing can notice a mutant, or null.
 * @param {Mutant} mutant
 */
function whyEquivalent(mutant) {
  const file = placeOf(mutant).replace(/:\d+$/, '');
  const original = originalOf(mutant);
  const known = equivalent.find(
    (each) =>
      each.file === file && each.from === original && each.to === (mutant.replacement ?? ''),
  );
  return known?.why ?? null;
}

/**
 * Prints what came of a group; answers its score in per cent of what a test can notice.
 * @param {Group} group
 * @param {readonly Mutant[]} mutants
 */
function report(group, mutants) {
  const tried = mutants.filter(({ status }) => status !== 'Ignored' && status !== 'CompileError');
  const noticed = tried.filter(({ status }) => status === 'Killed' || status === 'Timeout');
  const left = tried.filter((mutant) => !noticed.includes(mutant));
  const same = left.filter((mutant) => whyEquivalent(mutant) !== null);
  for (const mutant of left) {
    const short = (/** @type {string} */ text) => text.replaceAll(/\s+/g, ' ').slice(0, 100);
    const why = whyEquivalent(mutant);
    const word = why === null ? mutant.status.toLowerCase() : `equivalent (${why})`;
    process.stdout.write(
      `  ${placeOf(mutant)} ${word}: ${short(originalOf(mutant))} -> ${short(mutant.replacement ?? '')}\n`,
    );
  }
  const counted = tried.length - same.length;
  const score = counted === 0 ? 100 : (noticed.length * 100) / counted;
  process.stdout.write(
    `${group.name}: ${noticed.length} of ${counted} noticed, ${score.toFixed(1)} %, ` +
      `${same.length} equivalent\n`,
  );
  return score;
}

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      file: { type: 'string', multiple: true, default: [] },
      concurrency: { type: 'string', default: '1' },
      least: { type: 'string', default: '90' },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) {
    for (const { name, why } of groups) process.stdout.write(`${name}: ${why}\n`);
    return 0;
  }
  const wanted = chosen(values.only);
  await ensureReady({ needs: ['native'] });
  // Whoever works on this computer comes first.
  os.setPriority(19);
  fs.mkdirSync(reports, { recursive: true });
  const below = [];
  for (const group of wanted) {
    process.stdout.write(`${group.name}: ${group.why}\n`);
    const files = values.file.length === 0 ? group.files : values.file;
    const mutants = await tryGroup({ ...group, files }, Number(values.concurrency));
    if (report(group, mutants) < Number(values.least)) below.push(group.name);
  }
  if (below.length === 0) return 0;
  process.stdout.write(`Below ${values.least} %: ${below.join(', ')}\n`);
  return 1;
});
