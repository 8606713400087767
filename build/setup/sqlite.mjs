// Step: SQLite. The prebuilt better-sqlite3 needs Node-API 10, that is Node 22.14 or a current
// Electron. Where it does not work it is built from source once per machine and kept in the
// cache; the package prefers build/Release over its prebuilds.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runChild } from './child.mjs';
import { installSystemPackages } from './debian-packages.mjs';
import { withLock } from './lock.mjs';
import { readJson, sha256 } from './markers.mjs';
import { firstNativeFault, isProven, rememberProven, scriptHosts } from './native-probe.mjs';
import { nodeGypCli, nodeHeadersPrefix } from './npm-location.mjs';
import { cacheDir, modulesDir, modulesMarkersDir } from './places.mjs';
import { SetupError } from './setup-error.mjs';

const BUILD_TIMEOUT_MS = 20 * 60_000;
const packageFolder = path.join(modulesDir, 'better-sqlite3');
const releaseFile = path.join(packageFolder, 'build', 'Release', 'better_sqlite3.node');
const markerFile = path.join(modulesMarkersDir, 'sqlite.json');

// The package asks for Node-API 10; these make it build against the older runtime's experimental
// headers, which hold the same functions.
const buildFlags = '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT';

/**
 * The name under which a build is cached: all that the binary depends on.
 * @param {{ packageVersion: string, platform: string, arch: string, nodeVersion: string,
 *   flags: string }} inputs
 */
export function buildCacheKey(inputs) {
  const { packageVersion, platform, arch, nodeVersion, flags } = inputs;
  const flagsHash = sha256(flags).slice(0, 8);
  return `better-sqlite3-${packageVersion}-${platform}-${arch}-node${nodeVersion}-${flagsHash}`;
}

function packageVersion() {
  const version = readJson(path.join(packageFolder, 'package.json'))?.['version'];
  if (typeof version !== 'string') throw new SetupError('better-sqlite3 is missing: run npm ci.');
  return version;
}

function fileState() {
  if (!fs.existsSync(releaseFile)) return 'prebuilt';
  const { size, mtimeMs } = fs.statSync(releaseFile);
  return `${size}@${mtimeMs}`;
}

function subject() {
  return `${packageVersion()}; ${fileState()}`;
}

/**
 * True when it was found working in these runtimes and nothing has changed since.
 * @param {import('./electron-runtime.mjs').ElectronRuntime | undefined} electron
 */
export function sqliteReady(electron) {
  return isProven(markerFile, subject(), scriptHosts(electron));
}

/**
 * Puts a binary in place by renaming, so that no process ever loads half of one.
 * @param {string} from
 * @param {string} to
 */
function placeBinary(from, to) {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const temporary = `${to}.${process.pid}.tmp`;
  fs.copyFileSync(from, temporary);
  fs.renameSync(temporary, to);
}

/** @param {import('./progress.mjs').Report} report */
async function requireBuildTools(report) {
  await installSystemPackages(['compiler'], report);
  const nodeGyp = nodeGypCli();
  const headers = nodeHeadersPrefix();
  if (nodeGyp === undefined || headers === undefined) {
    throw new SetupError(
      'SQLite must be built from source here, which needs npm with node-gyp and the headers of ' +
        `Node ${process.versions.node} (Debian: libnode-dev); Node 22.14 or newer needs neither.`,
    );
  }
  return { nodeGyp, headers };
}

/**
 * Builds in a copy, so that a broken build leaves nothing in the package.
 * @param {string} target   where the binary goes
 * @param {import('./progress.mjs').Report} report
 */
async function buildFromSource(target, report) {
  const { nodeGyp, headers } = await requireBuildTools(report);
  fs.mkdirSync(modulesMarkersDir, { recursive: true });
  // Inside node_modules, so that it finds node-addon-api.
  const work = fs.mkdtempSync(path.join(modulesMarkersDir, 'sqlite-build-'));
  try {
    for (const name of ['binding.gyp', 'package.json', 'deps', 'src', 'lib']) {
      fs.cpSync(path.join(packageFolder, name), path.join(work, name), { recursive: true });
    }
    const jobs = String(Math.min(4, os.availableParallelism()));
    const args = [nodeGyp, 'rebuild', '--release', '--force_build=1', '-j', jobs];
    const result = await report.waiting(
      'Building SQLite from source (1 to 2 minutes, once)',
      runChild(process.execPath, [...args, `--nodedir=${headers}`], {
        cwd: work,
        env: { ...process.env, CXXFLAGS: buildFlags },
        timeoutMs: BUILD_TIMEOUT_MS,
      }),
    );
    const built = path.join(work, 'build', 'Release', 'better_sqlite3.node');
    if (result.code !== 0 || !fs.existsSync(built)) {
      process.stderr.write(result.output.split('\n').slice(-30).join('\n'));
      throw new SetupError(
        'SQLite could not be built (see above): install a C++20 compiler, make and Python 3, ' +
          'or use Node 22.14 or newer, where no build is needed.',
      );
    }
    placeBinary(built, target);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Makes better-sqlite3 work in Node and, where given, in Electron. Throws SetupError.
 * @param {import('./electron-runtime.mjs').ElectronRuntime | undefined} electron
 * @param {import('./progress.mjs').Report} report
 */
export async function installSqlite(electron, report) {
  await withLock(path.join(modulesMarkersDir, 'sqlite.lock'), BUILD_TIMEOUT_MS, async () => {
    const hosts = scriptHosts(electron);
    const fault = await firstNativeFault('better-sqlite3', hosts);
    if (fault !== undefined) {
      report.say(`SQLite as installed does not work here (${fault})`);
      const key = buildCacheKey({
        packageVersion: packageVersion(),
        platform: process.platform,
        arch: process.arch,
        nodeVersion: process.versions.node,
        flags: buildFlags,
      });
      const cached = path.join(cacheDir(), 'sqlite', key, 'better_sqlite3.node');
      if (!fs.existsSync(cached)) await buildFromSource(cached, report);
      placeBinary(cached, releaseFile);
      const still = await firstNativeFault('better-sqlite3', hosts);
      if (still !== undefined) {
        fs.rmSync(cached, { force: true });
        throw new SetupError(`SQLite was built but does not work (${still}): start again.`);
      }
    }
    rememberProven(markerFile, subject(), hosts);
  });
}
