// Gate: package-lock.json is whole. npm writes a lock without other platforms' binaries when it
// cannot get them, and `npm ci` then refuses it on every machine. An entry without an integrity is
// installed whatever the registry answers.
import path from 'node:path';
import { readJson } from '../setup/markers.mjs';
import { projectRoot } from '../setup/places.mjs';
import { resolveInLock } from './licences.mjs';

/**
 * What the lock file lacks, and pins that are not exact; empty when it is whole.
 * @param {Record<string, unknown> | undefined} manifest   package.json
 * @param {import('./licences.mjs').LockPackages} packages
 * @returns {string[]}
 */
export function lockFaults(manifest, packages) {
  const pins = { ...Object(manifest?.['dependencies']), ...Object(manifest?.['devDependencies']) };
  const faults = [];
  for (const [name, version] of Object.entries(pins)) {
    if (!/^\d+\.\d+\.\d+/.test(String(version))) faults.push(`${name} is not pinned exactly`);
    if (packages[`node_modules/${name}`]?.version !== version) {
      faults.push(`${name} ${version} is not what the lock file has`);
    }
  }
  for (const [place, entry] of Object.entries(packages)) {
    if (place !== '' && entry.link !== true && !/^sha512-/.test(entry.integrity ?? '')) {
      faults.push(`${place} has no integrity: remove its entry, npm install --package-lock-only`);
    }
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (resolveInLock(packages, place, name) === undefined) {
        faults.push(`${name}, wanted by ${place}, is not in the lock file`);
      }
    }
  }
  return faults;
}

/** @type {import('./tool.mjs').Gate} */
export const lockFileGate = {
  name: 'lock file',
  run() {
    const manifest = readJson(path.join(projectRoot, 'package.json'));
    const lock = readJson(path.join(projectRoot, 'package-lock.json'));
    const packages = /** @type {import('./licences.mjs').LockPackages} */ (
      Object(lock?.['packages'])
    );
    const failures = lockFaults(manifest, packages);
    return Promise.resolve({ looked: Object.keys(packages).length, failures });
  },
};
