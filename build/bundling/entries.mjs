// The programs and windows the register consists of.
import fs from 'node:fs';
import path from 'node:path';

/** Loaded from node_modules at run time: Electron itself, and packages with a native binary. */
export const externalPackages = ['electron', 'better-sqlite3', 'serialport', '@node-rs/argon2'];

/**
 * @typedef {object} ProgramEntry
 * @property {string} name       base name of the bundle, `NAME.cjs`
 * @property {string} source     path from the root
 * @property {readonly string[]} mayRequire   packages it may leave outside; Node's own modules
 *   are free to all but preloads, whose sandbox has only `electron`
 * @property {boolean} sandboxed
 */

/** @param {string} name @returns {ProgramEntry} */
function preload(name) {
  const source = `electron/preload/${name}.ts`;
  return { name: `preload-${name}`, source, mayRequire: ['electron'], sandboxed: true };
}

/** @type {readonly ProgramEntry[]} */
const fixedPrograms = [
  { name: 'main', source: 'electron/main/main.ts', mayRequire: ['electron'], sandboxed: false },
  {
    name: 'service',
    source: 'electron/service/service.ts',
    mayRequire: externalPackages,
    sandboxed: false,
  },
  preload('till'),
  preload('display'),
  preload('office'),
];

/**
 * The programs: the fixed ones, and a bundle `X-worker.cjs` for each worker thread of the service,
 * `electron/service/X-worker.ts`.
 * @param {string} root
 * @returns {ProgramEntry[]}
 */
export function programEntries(root) {
  const folder = path.join(root, 'electron', 'service');
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const workers = files
    .filter((file) => file.endsWith('-worker.ts'))
    .map((file) => ({
      name: path.basename(file, '.ts'),
      source: `electron/service/${file}`,
      mayRequire: externalPackages,
      sandboxed: false,
    }));
  return [...fixedPrograms, ...workers];
}

/** The windows: each has `renderer/NAME/index.html`. */
export const windowNames = ['till', 'display', 'office'];

/**
 * Files that must exist to bundle and do not.
 * @param {string} root
 */
export function missingEntries(root) {
  const sources = programEntries(root).map((entry) => entry.source);
  const pages = windowNames.map((name) => `renderer/${name}/index.html`);
  return [...sources, ...pages].filter((file) => !fs.existsSync(path.join(root, file)));
}
