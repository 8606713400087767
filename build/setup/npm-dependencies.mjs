// Step: node_modules as package-lock.json says.
import fs from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';
import { markerMatches, readJson, sha256, writeMarker } from './markers.mjs';
import { npmCli } from './npm-location.mjs';
import { modulesDir, modulesMarkersDir, projectRoot } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const INSTALL_TIMEOUT_MS = 15 * 60_000;
const lockFile = path.join(projectRoot, 'package-lock.json');
const markerFile = path.join(modulesMarkersDir, 'dependencies.json');

function lockKey() {
  return `${process.platform}-${process.arch}-${sha256(fs.readFileSync(lockFile))}`;
}

/**
 * True when what npm says it installed is what the lock file asks for, so that a node_modules
 * made by a person's own `npm install` is not thrown away. Optional packages may be absent: they
 * are other platforms' binaries.
 * @param {Record<string, unknown> | undefined} lock
 * @param {Record<string, unknown> | undefined} installed   node_modules/.package-lock.json
 */
export function installedMatchesLock(lock, installed) {
  const wanted = lock?.['packages'];
  const present = installed?.['packages'];
  if (typeof wanted !== 'object' || wanted === null) return false;
  if (typeof present !== 'object' || present === null) return false;
  const have = new Map(Object.entries(present));
  return Object.entries(wanted).every(([where, entry]) => {
    if (where === '' || entry.optional === true || entry.devOptional === true) return true;
    return have.get(where)?.version === entry.version;
  });
}

/**
 * What npm complained about, without its warnings and the usage it prints after it.
 * @param {string} output
 */
export function npmComplaint(output) {
  const lines = output.split('\n').filter((line) => line.startsWith('npm error '));
  const usage = lines.findIndex((line) => /Clean install a project|A complete log/.test(line));
  const said = usage === -1 ? lines : lines.slice(0, usage);
  return (said.length === 0 ? output.trim().split('\n').slice(-15) : said.slice(0, 15)).join('\n');
}

/** True when node_modules belongs to the present lock file. */
export function dependenciesReady() {
  return markerMatches(markerFile, lockKey());
}

/**
 * Installs the packages. Throws SetupError when npm cannot.
 * @param {import('./progress.mjs').Report} report
 */
export async function installDependencies(report) {
  const lock = readJson(lockFile);
  const hidden = readJson(path.join(modulesDir, '.package-lock.json'));
  if (!installedMatchesLock(lock, hidden)) {
    const count = Object.keys(Object(lock?.['packages'])).length;
    // No install script is wanted: every native package carries its binary or is built below.
    const args = [npmCli(), 'ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    const options = { cwd: projectRoot, timeoutMs: INSTALL_TIMEOUT_MS };
    const work = runChild(process.execPath, args, options);
    const result = await report.waiting(`Installing npm packages (${count})`, work);
    if (result.code !== 0) {
      process.stderr.write(`${npmComplaint(result.output)}\n`);
      throw new SetupError(
        'npm could not install the packages: see its message above, check the network or proxy, ' +
          'and start again.',
      );
    }
  }
  writeMarker(markerFile, lockKey());
}
