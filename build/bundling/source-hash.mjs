// Tells whether anything that goes into the bundles has changed.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const sourceFolders = [
  'core',
  'contracts',
  'till',
  'db',
  'host',
  'native',
  'electron',
  'renderer',
  'build/bundling',
];
const sourceFiles = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'build/bundle.mjs'];

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/**
 * One hash over the names and contents of all sources.
 * @param {string} root
 * @param {string} mode
 */
export function sourceHash(root, mode) {
  const hash = createHash('sha256').update(mode);
  const folders = sourceFolders.flatMap((folder) => filesIn(path.join(root, folder)));
  const files = sourceFiles
    .map((file) => path.join(root, file))
    .filter((file) => fs.existsSync(file));
  for (const file of [...folders, ...files]) {
    hash.update(`\n${path.relative(root, file)}\n`).update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}
