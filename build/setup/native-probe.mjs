// Asks whether a native package works in a runtime; see probe.cjs.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { readJson, writeJson } from './markers.mjs';

const PROBE_TIMEOUT_MS = 60_000;
const probeFile = fileURLToPath(new URL('probe.cjs', import.meta.url));

/** @typedef {'better-sqlite3' | 'serialport' | '@node-rs/argon2'} NativePackage */

/**
 * A program that can run a script: Node itself, or Electron as Node.
 * @typedef {object} ScriptHost
 * @property {string} name
 * @property {string} executablePath
 * @property {string} version
 */

/**
 * The hosts a native package must work in.
 * @param {import('./electron-runtime.mjs').ElectronRuntime | undefined} electron
 * @returns {ScriptHost[]}
 */
export function scriptHosts(electron) {
  const hosts = [
    { name: 'Node', executablePath: process.execPath, version: process.versions.node },
  ];
  if (electron !== undefined) {
    const { executablePath, version } = electron;
    hosts.push({ name: 'Electron', executablePath, version });
  }
  return hosts;
}

/**
 * Why the package does not work in the host; undefined when it does.
 * @param {NativePackage} name
 * @param {ScriptHost} host
 * @returns {Promise<string | undefined>}
 */
export async function nativeFault(name, host) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const options = { env, timeoutMs: PROBE_TIMEOUT_MS };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-probe-'));
  const result = await runChild(host.executablePath, [probeFile, name, folder], options);
  fs.rmSync(folder, { recursive: true, force: true });
  if (result.code === 0 && result.stdout.includes('"probe"')) return undefined;
  const how = result.timedOut ? 'no answer' : (result.signal ?? `exit code ${result.code}`);
  const lines = result.output.trim().split('\n');
  const line = lines.find((text) => /error/i.test(text)) ?? lines[0] ?? '';
  return `${name} in ${host.name} ${host.version}: ${how} ${line}`.trim();
}

/**
 * The first fault of the package in any of the hosts; undefined when it works in all.
 * @param {NativePackage} name
 * @param {readonly ScriptHost[]} hosts
 */
export async function firstNativeFault(name, hosts) {
  for (const host of hosts) {
    const fault = await nativeFault(name, host);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** @param {ScriptHost} host */
function hostKey(host) {
  return `${host.name} ${host.version}`;
}

/**
 * @param {string} markerFile
 * @param {string} subject
 * @returns {unknown[]}
 */
function provenHosts(markerFile, subject) {
  const marker = readJson(markerFile);
  const hosts = marker?.['subject'] === subject ? marker['worksIn'] : undefined;
  return Array.isArray(hosts) ? hosts : [];
}

/**
 * True when the subject (package, version and file) was found working in each of the hosts.
 * @param {string} markerFile
 * @param {string} subject
 * @param {readonly ScriptHost[]} hosts
 */
export function isProven(markerFile, subject, hosts) {
  const proven = provenHosts(markerFile, subject);
  return hosts.every((host) => proven.includes(hostKey(host)));
}

/**
 * Remembers that it works in the hosts, besides those it was found working in before.
 * @param {string} markerFile
 * @param {string} subject
 * @param {readonly ScriptHost[]} hosts
 */
export function rememberProven(markerFile, subject, hosts) {
  const worksIn = new Set([...provenHosts(markerFile, subject), ...hosts.map(hostKey)]);
  writeJson(markerFile, { subject, worksIn: [...worksIn] });
}
