// A display for machines that have none: Xvfb on a free number, ended with the command.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { endWithThisProcess, killTree } from '../setup/child.mjs';
import { SetupError } from '../setup/setup-error.mjs';

const START_TIMEOUT_MS = 15_000;

/**
 * True where windows can be shown as things are.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
export function hasDisplay(env, platform) {
  return platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** @param {string} program */
function onPath(program) {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => folder !== '' && fs.existsSync(path.join(folder, program)));
}

/**
 * Starts Xvfb; the answer names the display. Throws SetupError where there is no Xvfb.
 * @returns {Promise<{ display: string, stop: () => void }>}
 */
export function startDisplay() {
  if (!onPath('Xvfb')) {
    throw new SetupError('There is no display here: install Xvfb (Debian: xvfb) to go on.');
  }
  const xvfb = ['Xvfb', '-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'];
  // Where setpriv exists, the kernel ends Xvfb even when this process is killed outright.
  const [file = '', ...args] = onPath('setpriv')
    ? ['setpriv', '--pdeathsig', 'KILL', ...xvfb]
    : xvfb;
  // A group of its own: Ctrl-C must not take the display away before the program has ended.
  const child = spawn(file, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  endWithThisProcess(child);
  const stop = () => killTree(child);
  return new Promise((resolve, reject) => {
    let answer = '';
    let complaint = '';
    const failed = () => reject(new SetupError(`Xvfb did not start: ${complaint.trim()}`));
    const deadline = setTimeout(() => {
      stop();
      failed();
    }, START_TIMEOUT_MS);
    child.stderr?.on('data', (text) => {
      complaint += text;
    });
    child.on('error', (error) => {
      complaint += error.message;
    });
    child.on('close', () => {
      clearTimeout(deadline);
      failed();
    });
    child.stdio[3]?.on('data', (text) => {
      answer += text;
      if (!answer.includes('\n')) return;
      clearTimeout(deadline);
      resolve({ display: `:${answer.trim()}`, stop });
    });
  });
}
