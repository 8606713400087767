// Gate: docs/LICENSES-THIRD-PARTY.md lists every package that reaches a shop, and all licences
// are ones that allow it. `node build/gates/licences.mjs --write` makes the list anew.
import fs from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '../setup/markers.mjs';
import { projectRoot } from '../setup/places.mjs';
import { trackedFiles } from './sources.mjs';

const listFile = path.join(projectRoot, 'docs', 'LICENSES-THIRD-PARTY.md');
// What the register and head office are made of; simulators, demo and tests stay here.
const shippedFile =
  /^(core|contracts|till|db|host|electron|renderer|hq|native\/(protocol|transport|device))\/.*\.tsx?$/;
const testFile = /(\.test\.tsx?$|\/testing\/|\/test-kit\/)/;
const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'PostgreSQL',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** @typedef {Record<string, { version?: string, license?: string, dev?: boolean,
 *   integrity?: string, link?: boolean,
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string> }>} LockPackages */

/**
 * The packages a source imports, apart from its types.
 * @param {string} text
 * @returns {string[]}
 */
export function importedPackages(text) {
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g),
  ].map((match) => match[1] ?? '');
  return specifiers
    .filter((name) => !/^[./]|^node:|^virtual:/.test(name) && !builtinModules.includes(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

/**
 * The place in the lock file of a package as `from` sees it.
 * @param {LockPackages} packages
 * @param {string} from
 * @param {string} name
 */
export function resolveInLock(packages, from, name) {
  for (let folder = from; ; ) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (folder === '') return undefined;
    const cut = folder.lastIndexOf('/node_modules/');
    folder = cut === -1 ? '' : folder.slice(0, cut);
  }
}

/**
 * The packages and all they need, as places in the lock file. Type packages hold no code.
 * @param {LockPackages} packages
 * @param {readonly string[]} names
 */
export function withDependencies(packages, names) {
  /** @type {Set<string>} */
  const found = new Set();
  const open = names.map((name) => ({ from: '', name }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const place = resolveInLock(packages, next.from, next.name);
    if (place === undefined || found.has(place) || place.includes('node_modules/@types/')) continue;
    found.add(place);
    const entry = packages[place];
    const needed = { ...entry?.dependencies, ...entry?.optionalDependencies };
    for (const name of Object.keys(needed)) open.push({ from: place, name });
  }
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

/** @param {string | undefined} licence */
function isAllowed(licence) {
  if (licence === undefined) return false;
  const plain = licence.replace(/[()]/g, '');
  if (plain.includes(' AND ')) return plain.split(' AND ').every((part) => allowed.has(part));
  return plain.split(' OR ').some((part) => allowed.has(part));
}

/**
 * The packages that what reaches a shop or head office imports, apart from Electron, which ships as a
 * program of its own.
 * @returns {{ files: number, packages: Set<string> }}
 */
export function shippedPackages() {
  const files = trackedFiles().filter((file) => shippedFile.test(file) && !testFile.test(file));
  const imported = files.flatMap((file) =>
    importedPackages(fs.readFileSync(path.join(projectRoot, file), 'utf8')),
  );
  return { files: files.length, packages: new Set(imported.filter((name) => name !== 'electron')) };
}

function makeList() {
  const lock = readJson(path.join(projectRoot, 'package-lock.json'));
  const packages = /** @type {LockPackages} */ (lock?.['packages']);
  const direct = Object.keys(
    Object(readJson(path.join(projectRoot, 'package.json'))?.['dependencies']),
  );
  const names = [...new Set([...shippedPackages().packages, ...direct])];
  const rows = ['node_modules/electron', ...withDependencies(packages, names)].map((place) => ({
    name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
    version: packages[place]?.version ?? '',
    licence: packages[place]?.license,
  }));
  const refused = rows.filter((row) => !isAllowed(row.licence));
  const lines = [
    ...new Set(rows.map((row) => `| ${row.name} | ${row.version} | ${row.licence} |`)),
  ];
  const text = [
    '# Licences of third-party packages',
    '',
    'Every npm package that reaches a shop or head office, made from `package-lock.json` and the',
    'imports of the sources by `node build/gates/licences.mjs --write`. Electron brings its own',
    'list (`LICENSES.chromium.html` beside the program).',
    '',
    '| Package | Version | Licence |',
    '| --- | --- | --- |',
    ...lines.sort(),
    '',
  ].join('\n');
  return { text, count: rows.length, refused };
}

/** @type {import('./tool.mjs').Gate} */
export const licencesGate = {
  name: 'licences',
  run() {
    const { text, count, refused } = makeList();
    const failures = refused.map((row) => `${row.name}: licence ${row.licence} is not allowed`);
    const present = fs.existsSync(listFile) ? fs.readFileSync(listFile, 'utf8') : '';
    if (present.replaceAll('\r\n', '\n') !== text) {
      failures.push('the list is out of date: node build/gates/licences.mjs --write');
    }
    return Promise.resolve({ looked: count, failures });
  },
};

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes('--write')) {
  fs.mkdirSync(path.dirname(listFile), { recursive: true });
  fs.writeFileSync(listFile, makeList().text);
}
