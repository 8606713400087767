// Where set-up keeps things: inside the checkout what belongs to its node_modules, and in the
// user's own cache what every checkout on the machine can share.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const projectRoot = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** Installed packages; deleted as a whole by `npm ci`. */
export const modulesDir = path.join(projectRoot, 'node_modules');

/** Markers about node_modules; they vanish together with what they describe. */
export const modulesMarkersDir = path.join(modulesDir, '.tillwright');

/**
 * The per-user cache folder, by the platform's own convention.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {string} home
 * @returns {string}
 */
export function cacheDirFor(env, platform, home) {
  const { win32, posix } = path;
  /** @type {(...parts: string[]) => string} */
  const join = (...parts) => (platform === 'win32' ? win32.join(...parts) : posix.join(...parts));
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'tillwright');
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'tillwright', 'cache');
  }
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'tillwright');
  return join(home, '.cache', 'tillwright');
}

/** The cache folder of this user on this machine. */
export function cacheDir() {
  return cacheDirFor(process.env, process.platform, os.homedir());
}
