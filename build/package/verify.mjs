// Checks the packaged program: fuses, contents, and that it starts.
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { withDependencies } from '../gates/licences.mjs';
import { readJson } from '../setup/markers.mjs';
import { projectRoot } from '../setup/places.mjs';
import { contentFaults } from './contents.mjs';
import { fuseFaults } from './fuses.mjs';
import { runSelfTest } from './self-test.mjs';
import { unpackedProgram } from './unpacked.mjs';

/** Names of the packages that `npm ci --omit=dev` would install. */
function productionPackages() {
  const manifest = readJson(path.join(projectRoot, 'package.json'));
  const lock = readJson(path.join(projectRoot, 'package-lock.json'));
  const packages = /** @type {import('../gates/licences.mjs').LockPackages} */ (lock?.['packages']);
  const direct = Object.keys(Object(manifest?.['dependencies']));
  const marker = 'node_modules/';
  const places = withDependencies(packages, direct);
  return new Set(places.map((place) => place.slice(place.lastIndexOf(marker) + marker.length)));
}

/**
 * Runs all checks; each is one test.
 * @param {NodeJS.ProcessEnv} env   of the start
 * @returns {Promise<{ passed: number, failed: number, faults: string[] }>}
 */
export async function verifyPackage(env) {
  const program = unpackedProgram();
  const archive = path.join(program.resources, 'app.asar');
  const files = listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
  const checks = [
    { name: 'fuses', faults: await fuseFaults(program.executable) },
    { name: 'contents', faults: contentFaults(files, productionPackages()) },
    { name: 'start', faults: await runSelfTest(program.executable, env) },
  ];
  const faults = checks.flatMap((check) => check.faults.map((text) => `${check.name}: ${text}`));
  const failed = checks.filter((check) => check.faults.length > 0).length;
  return { passed: checks.length - failed, failed, faults };
}
