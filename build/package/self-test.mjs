// Starts the packaged program once. `--self-test` makes it load its native packages in its service
// process, print one JSON line and exit.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runChild } from '../setup/child.mjs';

const START_TIMEOUT_MS = 60_000;

/**
 * What is wrong with the answer of `--self-test`; empty when nothing is.
 * @param {string} output
 * @returns {string[]}
 */
export function selfTestFaults(output) {
  const line = output.split('\n').find((text) => text.includes('"selfTest"'));
  if (line === undefined) return [`no answer to --self-test: ${output.slice(-2000)}`];
  try {
    const answer = JSON.parse(line);
    const parts = ['electron', 'sqlite', 'serialport', 'argon2'];
    const silent = parts.filter((part) => typeof answer[part] !== 'string');
    if (answer.selfTest === 'ok' && silent.length === 0) return [];
    return [`self-test: ${line}`];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [`self-test answered no JSON: ${line}`];
  }
}

/**
 * Runs it with a data folder of its own.
 * @param {string} executable
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string[]>} what went wrong
 */
export async function runSelfTest(executable, env) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-self-test-'));
  try {
    // Chromium's sandbox refuses to run as root.
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
    const args = ['--self-test', `--user-data-dir=${folder}`, ...(asRoot ? ['--no-sandbox'] : [])];
    const result = await runChild(executable, args, { env, timeoutMs: START_TIMEOUT_MS });
    if (result.timedOut) return [`--self-test did not end: ${result.output.slice(-2000)}`];
    const faults = selfTestFaults(result.stdout);
    return result.code === 0 ? faults : [`--self-test ended with ${result.code}`, ...faults];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
