// Step: the system libraries and programs that come from the distribution. Only Debian and its
// relatives are installed for, and only by root; elsewhere the person is told what is missing.
import fs from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';
import { markerMatches, sha256, writeMarker } from './markers.mjs';
import { cacheDir } from './places.mjs';

const APT_TIMEOUT_MS = 15 * 60_000;
const QUERY_TIMEOUT_MS = 30_000;
const statusFile = '/var/lib/dpkg/status';

/**
 * The packages by what needs them, each with why: set-up tells it, and CONTRIBUTING.md repeats it.
 * What these depend on is installed with them (X11's and GLib's libraries above all).
 */
export const packageGroups = {
  /** Electron's shared libraries, and a display for it where there is none. */
  window: {
    xvfb: 'a display for the windows on a machine that has none',
    'libgtk-3-0': 'Electron’s windows and dialogs',
    libnss3: 'certificates and encryption in Electron',
    libasound2: 'the sounds of a scan and a refusal',
    libgbm1: 'the buffers that Chromium paints in',
    libdrm2: 'the graphics card, behind those buffers',
    'libatk-bridge2.0-0': 'Electron’s way to screen readers',
    libcups2: 'Chromium’s printing; it does not start without',
    'fonts-noto-cjk': 'Chinese letters on screens, and in their tests',
  },
  /** Pseudo-terminals for the simulated devices. */
  serial: { socat: 'the two ends of a serial line, for simulated devices' },
  /** The throw-away PostgreSQL of the head-office tests. */
  postgres: { postgresql: 'a server that the tests of head office start and throw away' },
  /** A compiler for native modules; wanted only where a prebuilt one does not load. */
  compiler: {
    'g++': 'compiles SQLite’s module where the prebuilt one does not load',
    make: 'runs that compiler',
    python3: 'node-gyp, which drives both, is written in it',
  },
};

/** @typedef {keyof typeof packageGroups} PackageGroup */

/**
 * True for Debian and distributions that say they are like it.
 * @param {string} osRelease   text of /etc/os-release
 */
export function isDebianLike(osRelease) {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map((match) => match[1] ?? '');
  return ids.some((value) => value.replaceAll('"', '').split(/\s+/).includes('debian'));
}

/**
 * The wanted packages that are not installed. Since 2024 some libraries are called NAMEt64 (the
 * 64-bit time transition); either name counts.
 * @param {readonly string[]} wanted
 * @param {string} status   text of dpkg's status file
 */
export function missingPackages(wanted, status) {
  const installed = new Set();
  for (const block of status.split('\n\n')) {
    const name = /^Package: (.+)$/m.exec(block)?.[1];
    if (name !== undefined && /^Status: .* installed$/m.test(block)) installed.add(name);
  }
  return wanted.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}

/** @param {string} file */
function readText(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}

function onDebian() {
  return process.platform === 'linux' && isDebianLike(readText('/etc/os-release'));
}

/** @param {readonly PackageGroup[]} groups */
function namesOf(groups) {
  return groups.flatMap((group) => Object.keys(packageGroups[group]));
}

/**
 * One line per package: its name and why it is needed.
 * @param {readonly string[]} names
 * @returns {string[]}
 */
export function reasonsFor(names) {
  /** @type {Record<string, string>} */
  const reasons = Object.assign({}, ...Object.values(packageGroups));
  return names.map((name) => `  ${name}: ${reasons[name] ?? 'no reason is known'}`);
}

/** @param {readonly string[]} names */
function keyFor(names) {
  const changedAt = fs.existsSync(statusFile) ? fs.statSync(statusFile).mtimeMs : 0;
  return sha256(`${names.join(' ')} ${changedAt}`);
}

/** @param {readonly PackageGroup[]} groups */
function markerFor(groups) {
  return path.join(cacheDir(), `system-${[...groups].sort().join('-')}.json`);
}

/**
 * True when nothing is to be done: another system, or all was found the last time and dpkg has
 * changed nothing since.
 * @param {readonly PackageGroup[]} groups
 */
export function systemPackagesReady(groups) {
  return !onDebian() || markerMatches(markerFor(groups), keyFor(namesOf(groups)));
}

/**
 * The name apt knows here: NAMEt64 where that exists.
 * @param {string} name
 */
async function aptName(name) {
  const args = ['show', '--quiet', `${name}t64`];
  const result = await runChild('apt-cache', args, { timeoutMs: QUERY_TIMEOUT_MS });
  return result.code === 0 && result.stdout.includes('Package:') ? `${name}t64` : name;
}

/** @param {readonly string[]} missing */
async function installWithApt(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, timeoutMs: APT_TIMEOUT_MS };
  const update = await runChild('apt-get', ['update', '-q'], options);
  if (update.code !== 0) return update;
  const names = await Promise.all(missing.map(aptName));
  const args = ['install', '-q', '-y', '--no-install-recommends', ...names];
  return runChild('apt-get', args, options);
}

/**
 * Installs what is missing where that is possible. What cannot be installed is said, not thrown:
 * whether it is really needed shows when the program that needs it is started.
 * @param {readonly PackageGroup[]} groups
 * @param {import('./progress.mjs').Report} report
 */
export async function installSystemPackages(groups, report) {
  if (!onDebian()) return;
  const names = namesOf(groups);
  const missing = missingPackages(names, readText(statusFile));
  if (missing.length > 0) {
    const byHand = `sudo apt-get update && sudo apt-get install ${missing.join(' ')}`;
    if (process.getuid?.() !== 0) {
      report.say(`Not installed and perhaps needed; if so: ${byHand}`);
      for (const line of reasonsFor(missing)) report.say(line);
      return;
    }
    const text = `Installing ${missing.length} Debian packages`;
    for (const line of reasonsFor(missing)) report.say(line);
    const result = await report.waiting(text, installWithApt(missing));
    if (result.code !== 0) {
      report.say(`${result.output.trim().split('\n').slice(-3).join('\n')}`);
      report.say(`apt could not install them; try by hand: ${byHand}`);
      return;
    }
  }
  writeMarker(markerFor(groups), keyFor(names));
}
