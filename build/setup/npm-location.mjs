// Finds npm's own files. npm is started as `node npm-cli.js`: starting `npm` by name needs a shell
// on Windows.
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from './setup-error.mjs';

/**
 * Candidate folders of the npm package, best first.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} nodePath      the running node
 * @param {NodeJS.Platform} platform
 * @returns {string[]}
 */
export function npmFolderCandidates(env, nodePath, platform) {
  const join = platform === 'win32' ? path.win32 : path.posix;
  const folders = [];
  const running = env['npm_execpath'];
  if (running !== undefined && join.basename(running) === 'npm-cli.js') {
    folders.push(join.dirname(join.dirname(running)));
  }
  const nodeFolder = join.dirname(nodePath);
  if (platform === 'win32') {
    folders.push(join.join(nodeFolder, 'node_modules', 'npm'));
    if (env['APPDATA']) folders.push(join.join(env['APPDATA'], 'npm', 'node_modules', 'npm'));
  } else {
    const prefix = join.dirname(nodeFolder);
    folders.push(join.join(prefix, 'lib', 'node_modules', 'npm'));
    folders.push(join.join(prefix, 'share', 'nodejs', 'npm'), '/usr/share/nodejs/npm');
  }
  return folders;
}

function npmFolder() {
  const nodePath = fs.realpathSync(process.execPath);
  const candidates = npmFolderCandidates(process.env, nodePath, process.platform);
  for (const entry of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(entry, 'npm');
    if (entry !== '' && fs.existsSync(file)) {
      candidates.push(path.dirname(path.dirname(fs.realpathSync(file))));
    }
  }
  const found = candidates.find((folder) => fs.existsSync(path.join(folder, 'bin', 'npm-cli.js')));
  if (found === undefined) {
    throw new SetupError('npm was not found beside Node: install Node.js together with npm.');
  }
  return found;
}

/** The script that is npm; run it with the running node. */
export function npmCli() {
  return path.join(npmFolder(), 'bin', 'npm-cli.js');
}

/** npm's own node-gyp, or undefined where npm was packaged without it. */
export function nodeGypCli() {
  const folder = npmFolder();
  const files = [
    path.join(folder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
    path.join(path.dirname(folder), 'node-gyp', 'bin', 'node-gyp.js'),
  ];
  return files.find((file) => fs.existsSync(file));
}

/** The folder whose include/node holds the running node's headers, or undefined. */
export function nodeHeadersPrefix() {
  const prefix = path.dirname(path.dirname(fs.realpathSync(process.execPath)));
  const header = path.join(prefix, 'include', 'node', 'node_api.h');
  return fs.existsSync(header) ? prefix : undefined;
}
