// Checks the packaged program: fuses, contents, and that it starts.
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { contentFaults } from './contents.mjs';
import { fuseFaults } from './fuses.mjs';
import { packagedPackages } from './packaged.mjs';
import { runSelfTest } from './self-test.mjs';
import { unpackedProgram } from './unpacked.mjs';

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
    { name: 'contents', faults: contentFaults(files, packagedPackages().loaded) },
    { name: 'start', faults: await runSelfTest(program.executable, env) },
  ];
  const faults = checks.flatMap((check) => check.faults.map((text) => `${check.name}: ${text}`));
  const failed = checks.filter((check) => check.faults.length > 0).length;
  return { passed: checks.length - failed, failed, faults };
}
