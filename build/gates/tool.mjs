// Runs a tool of node_modules without a shell.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { runChild } from '../setup/child.mjs';
import { modulesDir, projectRoot } from '../setup/places.mjs';

const TOOL_TIMEOUT_MS = 5 * 60_000;
const requireHere = createRequire(import.meta.url);

/**
 * @typedef {object} GateResult
 * @property {number} looked          how many things it looked at; 0 is a failure of the gate
 * @property {string[]} failures
 */

/**
 * @typedef {object} Gate
 * @property {string} name
 * @property {() => Promise<GateResult>} run
 */

/**
 * The script behind a package's command.
 * @param {string} packageName
 * @param {string} command
 */
function scriptOf(packageName, command) {
  const folder = path.join(modulesDir, ...packageName.split('/'));
  const manifest = requireHere(path.join(folder, 'package.json'));
  const bin = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  const script = path.join(folder, bin);
  if (!fs.existsSync(script)) throw new Error(`${packageName} has no command ${command}`);
  return script;
}

/**
 * @param {string} packageName
 * @param {string} command
 * @param {readonly string[]} args
 */
export function runTool(packageName, command, args) {
  const script = scriptOf(packageName, command);
  const options = { cwd: projectRoot, timeoutMs: TOOL_TIMEOUT_MS };
  return runChild(process.execPath, [script, ...args], options);
}
