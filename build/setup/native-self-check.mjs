// Step: the other native packages. They work as installed; this finds out before a sale does.
import path from 'node:path';
import { readJson } from './markers.mjs';
import { firstNativeFault, isProven, rememberProven, scriptHosts } from './native-probe.mjs';
import { modulesDir, modulesMarkersDir } from './places.mjs';
import { SetupError } from './setup-error.mjs';

/** @type {readonly import('./native-probe.mjs').NativePackage[]} */
const packages = ['serialport', '@node-rs/argon2'];
const markerFile = path.join(modulesMarkersDir, 'native.json');

function subject() {
  const versions = packages.map((name) => {
    return `${name} ${String(readJson(path.join(modulesDir, name, 'package.json'))?.['version'])}`;
  });
  return versions.join('; ');
}

/**
 * True when they were found working in these runtimes.
 * @param {import('./electron-runtime.mjs').ElectronRuntime | undefined} electron
 */
export function nativeReady(electron) {
  return isProven(markerFile, subject(), scriptHosts(electron));
}

/**
 * Tries them all. Throws SetupError for the first that does not work.
 * @param {import('./electron-runtime.mjs').ElectronRuntime | undefined} electron
 * @param {import('./progress.mjs').Report} report
 */
export async function checkNative(electron, report) {
  report.say('Trying the serial port and password modules');
  for (const name of packages) {
    const fault = await firstNativeFault(name, scriptHosts(electron));
    if (fault !== undefined) {
      throw new SetupError(
        `A native module does not work here (${fault}): delete node_modules and start again.`,
      );
    }
  }
  rememberProven(markerFile, subject(), scriptHosts(electron));
}
