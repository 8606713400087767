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
  {
    name: 'training',
    source: 'electron/training/training.ts',
    mayRequire: ['electron'],
    sandboxed: false,
  },
];

/** @param {string} root @param {string} file */
const has = (root, file) => fs.existsSync(path.join(root, file));

/**
 * The windows there are: the till always, the others once they have a page or a preload. Each has
 * both, `renderer/NAME/index.html` and `electron/preload/NAME.ts`.
 * @param {string} root
 * @returns {string[]}
 */
export function windowNames(root) {
  const later = ['display', 'training', 'office'].filter(
    (name) => has(root, `renderer/${name}/index.html`) || has(root, preload(name).source),
  );
  return ['till', ...later];
}

/**
 * The programs: the fixed ones, the windows' preloads, and a bundle `X-worker.cjs` for each worker thread of the service,
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
  return [...fixedPrograms, ...windowNames(root).map(preload), ...workers];
}

/**
 * Files that must exist to bundle and do not.
 * @param {string} root
 */
export function missingEntries(root) {
  const sources = programEntries(root).map((entry) => entry.source);
  const pages = windowNames(root).map((name) => `renderer/${name}/index.html`);
  return [...sources, ...pages].filter((file) => !has(root, file));
}
