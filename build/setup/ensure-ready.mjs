// Makes a fresh checkout ready to run: every command calls this first. What was done before is
// recognised by small marker files and costs a few milliseconds. Uses only node: modules until
// the packages are there.
import { installSystemPackages, systemPackagesReady } from './debian-packages.mjs';
import { electronRuntime, installElectron } from './electron-runtime.mjs';
import { checkNative, nativeReady } from './native-self-check.mjs';
import { dependenciesReady, installDependencies } from './npm-dependencies.mjs';
import { reportFor } from './progress.mjs';
import { SetupError } from './setup-error.mjs';
import { installSqlite, sqliteReady } from './sqlite.mjs';

/**
 * What a command needs besides node_modules: `window` the system libraries of a window and a
 * display for it; `serial` socat for pseudo-terminals; `postgres` for the head-office tests;
 * `electron` the runtime; `native` the native modules, in Node and, when `electron` is needed
 * too, in Electron.
 * @typedef {'window' | 'serial' | 'postgres' | 'electron' | 'native'} Need
 */

/** All of it: what the tests need.
 * @type {readonly Need[]} */
export const everything = ['window', 'serial', 'postgres', 'electron', 'native'];

const OLDEST_NODE = [20, 19];

/** @param {string} version */
export function nodeIsNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldMajor = 0, oldMinor = 0] = OLDEST_NODE;
  return major > oldMajor || (major === oldMajor && minor >= oldMinor);
}

/**
 * @typedef {object} Step
 * @property {() => boolean} ready
 * @property {(report: import('./progress.mjs').Report) => Promise<unknown>} run
 */

/** @param {ReadonlySet<Need>} needs @returns {Step[]} */
function stepsFor(needs) {
  const system = /** @type {const} */ (['window', 'serial', 'postgres']);
  const groups = system.filter((group) => needs.has(group));
  const electron = () => (needs.has('electron') ? electronRuntime() : undefined);
  /** @type {Step[]} */
  const steps = [{ ready: dependenciesReady, run: installDependencies }];
  if (groups.length > 0) {
    steps.push({
      ready: () => systemPackagesReady(groups),
      run: (report) => installSystemPackages(groups, report),
    });
  }
  if (needs.has('electron')) {
    steps.push({ ready: () => electronRuntime() !== undefined, run: installElectron });
  }
  if (needs.has('native')) {
    steps.push(
      { ready: () => sqliteReady(electron()), run: (report) => installSqlite(electron(), report) },
      { ready: () => nativeReady(electron()), run: (report) => checkNative(electron(), report) },
    );
  }
  return steps;
}

/**
 * Does what is missing of the needs, telling progress on stderr. Throws SetupError, whose message
 * is one sentence, when it cannot go on.
 * @param {{ needs: readonly Need[], write?: (line: string) => void }} options
 * @returns {Promise<{ electron: import('./electron-runtime.mjs').ElectronRuntime | undefined }>}
 */
export async function ensureReady({ needs, write = (line) => process.stderr.write(`${line}\n`) }) {
  if (!nodeIsNewEnough(process.versions.node)) {
    throw new SetupError(`Node ${process.versions.node} is too old: install 20.19 or newer.`);
  }
  const wanted = new Set(needs);
  const steps = stepsFor(wanted);
  for (const [index, step] of steps.entries()) {
    if (!step.ready()) await step.run(reportFor(index + 1, steps.length, write));
  }
  return { electron: wanted.has('electron') ? electronRuntime() : undefined };
}
