// The files a gate has to look at: what git knows, plus what is new and not ignored.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../setup/places.mjs';

/** The folders that hold the register's TypeScript. */
export const codeFolders = [
  'core',
  'contracts',
  'till',
  'db',
  'host',
  'native',
  'electron',
  'renderer',
  'hq',
  'demo',
  'test',
];

/**
 * Paths from the root, with `/`, of all files that are or would be committed. Throws when git
 * cannot tell: a gate that looks at nothing must not pass.
 * @returns {string[]}
 */
export function trackedFiles() {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const options = { cwd: projectRoot, maxBuffer: 64 * 1024 * 1024 };
  const result = spawnSync('git', args, options);
  if (result.status !== 0)
    throw new Error(`git ls-files failed: ${result.stderr.toString('utf8')}`);
  const files = result.stdout
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '');
  // A file deleted but not yet committed is still in the index.
  return [...new Set(files)].filter((file) => fs.existsSync(path.join(projectRoot, file))).sort();
}

/** The TypeScript files of the register and its tests. */
export function typeScriptFiles() {
  const inCode = new RegExp(`^(${codeFolders.join('|')})/.*\\.tsx?$`);
  return trackedFiles().filter((file) => inCode.test(file));
}
