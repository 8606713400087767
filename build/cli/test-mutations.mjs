// `npm run test:mutations`: puts faults into the files of money, recovery and security, one at a
// time, and tells which of them no test notices. Not part of `npm test`: it takes hours.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { tsImport } from 'tsx/esm/api';
import { equivalent } from '../mutations/equivalent.mjs';
import { groups } from '../mutations/groups.mjs';
import { isNoticed, isTried, nameIn, percentOf, reportOf } from '../mutations/report.mjs';
import { ensureReady } from '../setup/ensure-ready.mjs';
import { projectRoot } from '../setup/places.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { runCommand } from './run-command.mjs';

/** @typedef {Awaited<ReturnType<Stryker['runMutationTest']>>[number]} Mutant */
/** @typedef {import('../mutations/groups.mjs').Group} Group */
/** @typedef {{ concurrency: number, again: boolean }} How */

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
 * Tries mutants against tests; those of an earlier run that nothing touched are taken from it.
 * @param {{ name: string, mutate: readonly string[], tests: readonly string[] }} what
 * @param {How} how
 * @returns {Promise<Mutant[]>}
 */
function tryOut({ name, mutate, tests }, { concurrency, again }) {
  process.env['TILLWRIGHT_MUTATION_TESTS'] = JSON.stringify(tests);
  return new Stryker({
    mutate: [...mutate, '!**/*.test.ts'],
    testRunner: 'vitest',
    vitest: { configFile: 'build/mutations/vitest.config.mjs', related: false },
    plugins: [
      '@stryker-mutator/vitest-runner',
      './build/mutations/leave-messages.mjs',
      './build/mutations/tell-survivors.mjs',
    ],
    ignorers: ['messages'],
    coverageAnalysis: 'perTest',
    // One of them alone needs all tests in a fresh process; tables are compared with their sources.
    ignoreStatic: true,
    incremental: true,
    force: again,
    incrementalFile: path.join(reports, `${name}.json`),
    tempDirName: path.join('out', 'mutations', 'sandbox'),
    ignorePatterns: ['/out', '/dist', '/test-results', '/docs'],
    reporters: ['progress-append-only', 'survivors'],
    concurrency,
    // A busy computer must not pass for a test that noticed; endless loops are counted, not waited for.
    timeoutMS: 120_000,
    dryRunTimeoutMinutes: 30,
    logLevel: /** @type {any} */ ('warn'),
    allowConsoleColors: false,
  }).runMutationTest();
}

/** @param {Mutant} mutant */
function keyOf({ fileName, location: { start, end }, mutatorName, replacement }) {
  const place = `${start.line}:${start.column}-${end.line}:${end.column}`;
  return `${nameIn(projectRoot, fileName)}:${place} ${mutatorName} ${replacement ?? ''}`;
}

/**
 * Where a mutant stands, as Stryker is asked for it: lines count from 1, columns from 0.
 * @param {Mutant} mutant
 */
function rangeOf({ fileName, location: { start, end } }) {
  const file = nameIn(projectRoot, fileName);
  return `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`;
}

/**
 * Tries a group; who survives its tests is tried against its slow ones as well.
 * @param {Group} group
 * @param {readonly string[]} files all of the group when empty
 * @param {How} how
 */
async function tryGroup(group, files, how) {
  const { name, tests, slowTests = [] } = group;
  const mutate = files.length === 0 ? group.files : files;
  const all = await tryOut({ name, mutate, tests }, how);
  // What an earlier run tried of other files comes along; that of other lines is wanted.
  const wanted = new Set(files.map((file) => file.replace(/:[\d:-]+$/, '')));
  const first = all.filter(
    ({ fileName }) => wanted.size === 0 || wanted.has(nameIn(projectRoot, fileName)),
  );
  const left = first.filter((mutant) => isTried(mutant) && !isNoticed(mutant));
  if (slowTests.length === 0 || left.length === 0) return first;
  process.stdout.write(`${name}: ${left.length} left for the slow tests\n`);
  const ranges = [...new Set(left.map(rangeOf))];
  const second = await tryOut({ name: `${name}-slow`, mutate: ranges, tests: slowTests }, how);
  const late = new Set(second.filter(isNoticed).map(keyOf));
  return first.map((mutant) =>
    late.has(keyOf(mutant)) ? { ...mutant, status: /** @type {const} */ ('Killed') } : mutant,
  );
}

/**
 * Does something while there is one database server that all tests share: to make one for every fault
 * takes longer than its tests.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withServer(work) {
  const kit = '../../hq/test-kit/postgres-cluster.ts';
  const { startCluster, SHARED_CLUSTER } = await tsImport(kit, import.meta.url);
  const cluster = await startCluster();
  process.env[SHARED_CLUSTER] = String(cluster.port);
  try {
    return await work();
  } finally {
    delete process.env[SHARED_CLUSTER];
    await cluster.stop();
  }
}

/**
 * The sources as they were tried: somebody may have changed them meanwhile.
 * @param {string} name
 * @returns {(file: string) => string}
 */
function sourcesOf(name) {
  const { files } = JSON.parse(fs.readFileSync(path.join(reports, `${name}.json`), 'utf8'));
  return (file) => files[file].source;
}

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      file: { type: 'string', multiple: true, default: [] },
      concurrency: { type: 'string', default: '1' },
      least: { type: 'string', default: '90' },
      again: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) {
    for (const { name, why } of groups) process.stdout.write(`${name}: ${why}\n`);
    return 0;
  }
  const wanted = chosen(values.only);
  if (values.file.length > 0 && values.only.length !== 1) {
    throw new SetupError('A file is tried against the tests of a group: add --only GROUP.');
  }
  await ensureReady({ needs: ['native'] });
  // Whoever works on this computer comes first.
  os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  fs.mkdirSync(reports, { recursive: true });
  const how = { concurrency: Number(values.concurrency), again: values.again };
  const below = [];
  for (const group of wanted) {
    process.stdout.write(`${group.name}: ${group.why}\n`);
    const tried = () => tryGroup(group, values.file, how);
    const mutants = await (group.needsServer === true ? withServer(tried) : tried());
    const { lines, total } = reportOf({
      name: group.name,
      mutants,
      root: projectRoot,
      sourceOf: sourcesOf(group.name),
      equivalent,
    });
    process.stdout.write(`${lines.join('\n')}\n`);
    if (percentOf(total) < Number(values.least)) below.push(group.name);
  }
  if (below.length === 0) return 0;
  process.stdout.write(`Below ${values.least} %: ${below.join(', ')}\n`);
  return 1;
});
