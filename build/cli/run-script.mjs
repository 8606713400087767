// Sets up what a script needs, then runs it with all arguments, its exit code and the signals.
import fs from 'node:fs';
import path from 'node:path';
import { runForeground } from '../setup/child.mjs';
import { ensureReady } from '../setup/ensure-ready.mjs';
import { projectRoot } from '../setup/places.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { hasDisplay, startDisplay } from './display.mjs';

/**
 * The environment a script gets, besides its own:
 *   ELECTRON_OVERRIDE_DIST_PATH  the runtime's folder, for the `electron` package and tools
 *   TILLWRIGHT_ELECTRON_PATH     the runtime's program, to give to Playwright
 *   TILLWRIGHT_ELECTRON_VERSION  its version
 *   TILLWRIGHT_ELECTRON_SOURCE   download, fallback or override
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} electron
 * @returns {NodeJS.ProcessEnv}
 */
export function electronEnvironment(electron) {
  return {
    ELECTRON_OVERRIDE_DIST_PATH: electron.distPath,
    TILLWRIGHT_ELECTRON_PATH: electron.executablePath,
    TILLWRIGHT_ELECTRON_VERSION: electron.version,
    TILLWRIGHT_ELECTRON_SOURCE: electron.source,
  };
}

/**
 * @typedef {object} ScriptOptions
 * @property {readonly import('../setup/ensure-ready.mjs').Need[]} needs
 * @property {readonly string[]} [args]       default: the command's own arguments
 * @property {NodeJS.ProcessEnv} [env]
 */

/**
 * Runs a TypeScript file of this project; needing `window` gives it a display, and needing
 * `electron` an up-to-date out/app. Answers its exit code.
 * @param {string} script   path from the root
 * @param {ScriptOptions} options
 * @returns {Promise<number>}
 */
export async function runScript(script, { needs, args = process.argv.slice(2), env = {} }) {
  const file = path.join(projectRoot, script);
  if (!fs.existsSync(file)) throw new SetupError(`This checkout has no ${script}.`);
  const { electron } = await ensureReady({ needs });
  let environment = { ...process.env, ...env };
  if (electron !== undefined) {
    environment = { ...environment, ...electronEnvironment(electron) };
    if (env['TILLWRIGHT_DEV_URL'] === undefined) {
      const { bundle } = await import('../bundle.mjs');
      await bundle();
    }
  }
  const bare = needs.includes('window') && !hasDisplay(process.env, process.platform);
  const display = bare ? await startDisplay() : undefined;
  if (display !== undefined) environment['DISPLAY'] = display.display;
  try {
    // The caller's folder stays the working folder: its file arguments are relative to it.
    const node = ['--import', import.meta.resolve('tsx'), file, ...args];
    return await runForeground(process.execPath, node, { env: environment });
  } finally {
    display?.stop();
  }
}

/** What a command needs that opens the register's windows. */
export const windowNeeds = /** @type {const} */ (['window', 'serial', 'electron', 'native']);
