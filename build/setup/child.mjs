// Child processes with a deadline. Each runs in a process group of its own, so that a deadline or
// Ctrl-C ends its children too: a left-over Xvfb or Electron would hold ports and ptys.
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
/** @type {import('node:child_process').ChildProcess | undefined} */
let foreground;
let watching = false;

/**
 * Ends a child and everything it started.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} [signal]
 */
export function killTree(child, signal = 'SIGKILL') {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: the group is already gone, which is what was wanted.
    if (!isCode(error, 'ESRCH')) throw error;
  }
}

/**
 * True for a system error with this code.
 * @param {unknown} error
 * @param {string} code
 */
export function isCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}

const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 };

/** @param {NodeJS.Signals} signal */
function passOn(signal) {
  if (foreground !== undefined) {
    // It ends itself and this process ends after it. Ctrl-C at a terminal reached it already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) foreground.kill(signal);
    return;
  }
  for (const child of running) killTree(child);
  process.exit(128 + signalNumbers[/** @type {keyof typeof signalNumbers} */ (signal)]);
}

function endRunning() {
  for (const child of running) killTree(child);
}

function watchSignals() {
  if (watching) return;
  watching = true;
  for (const name of Object.keys(signalNumbers)) process.on(name, passOn);
  process.on('exit', endRunning);
}

/** Nothing runs any more: signals do again what they do by themselves. */
function leaveSignals() {
  if (!watching || running.size > 0 || foreground !== undefined) return;
  watching = false;
  for (const name of Object.keys(signalNumbers)) process.off(name, passOn);
  process.off('exit', endRunning);
}

/** @param {import('node:child_process').ChildProcess} child */
function forget(child) {
  running.delete(child);
  leaveSignals();
}

/**
 * @typedef {object} ChildResult
 * @property {number | null} code       exit code, null when a signal ended it
 * @property {NodeJS.Signals | null} signal
 * @property {boolean} timedOut
 * @property {string} output            stdout and stderr, as they came
 * @property {string} stdout
 */

/**
 * Runs a program to its end, collecting what it prints. Never rejects: a program that cannot be
 * started is `code: 127` with the reason in `output`.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs: number,
 *   onOutput?: (text: string) => void }} options
 * @returns {Promise<ChildResult>}
 */
export function runChild(file, args, options) {
  watchSignals();
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    running.add(child);
    let output = '';
    let stdout = '';
    let timedOut = false;
    const deadline = setTimeout(() => {
      timedOut = true;
      killTree(child);
    }, options.timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
      options.onOutput?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
      options.onOutput?.(text);
    });
    /** @type {(code: number | null, signal: NodeJS.Signals | null) => void} */
    const finish = (code, signal) => {
      clearTimeout(deadline);
      forget(child);
      resolve({ code, signal, timedOut, output, stdout });
    };
    child.on('error', (error) => {
      output += error.message;
      finish(127, null);
    });
    // A grandchild that keeps the pipes open would delay 'close' for ever: end the group first.
    child.on('exit', () => killTree(child));
    child.on('close', finish);
  });
}

/**
 * Keeps a long-lived child in the register, so that it ends with this process.
 * @param {import('node:child_process').ChildProcess} child
 */
export function endWithThisProcess(child) {
  watchSignals();
  running.add(child);
  child.on('exit', () => forget(child));
}

/**
 * Runs a program in this one's place: it has the terminal, gets the signals, and its exit code is
 * the answer (128 + n when signal n ended it).
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runForeground(file, args, options = {}) {
  watchSignals();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: 'inherit',
    });
    foreground = child;
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      foreground = undefined;
      leaveSignals();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
