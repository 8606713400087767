// Makes out/app: the register's programs and windows as Electron loads them. Does nothing when no
// source has changed since the last time. Run alone: `node build/bundle.mjs [--force]`.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingEntries } from './bundling/entries.mjs';
import { sourceHash } from './bundling/source-hash.mjs';
import { runCommand } from './cli/run-command.mjs';
import { withLock } from './setup/lock.mjs';
import { markerMatches, writeMarker } from './setup/markers.mjs';
import { projectRoot } from './setup/places.mjs';
import { SetupError } from './setup/setup-error.mjs';

const LOCK_TIMEOUT_MS = 5 * 60_000;

/**
 * Bundles unless the bundles are up to date; answers whether it had to. Throws SetupError when an
 * entry is missing, and the bundler's own error when a source does not compile.
 * @param {{ root?: string, mode?: import('./bundling/programs.mjs').BuildMode,
 *   force?: boolean }} [options]
 * @returns {Promise<'bundled' | 'unchanged'>}
 */
export async function bundle({ root = projectRoot, mode = 'release', force = false } = {}) {
  const missing = missingEntries(root);
  if (missing.length > 0) {
    throw new SetupError(`The register cannot be bundled without ${missing.join(', ')}.`);
  }
  const outFolder = path.join(root, 'out', 'app');
  return withLock(path.join(root, 'out', 'bundle.lock'), LOCK_TIMEOUT_MS, async () => {
    const marker = path.join(root, 'out', 'bundle.json');
    const key = sourceHash(root, mode);
    const present = fs.existsSync(path.join(outFolder, 'main.cjs'));
    if (!force && present && markerMatches(marker, key)) return 'unchanged';
    fs.rmSync(marker, { force: true });
    fs.rmSync(outFolder, { recursive: true, force: true });
    // Loaded late: before set-up there are no packages.
    const { bundlePrograms } = await import('./bundling/programs.mjs');
    const { bundleWindows } = await import('./bundling/windows.mjs');
    await bundlePrograms(root, outFolder, mode);
    await bundleWindows(root, outFolder, mode);
    writeMarker(marker, key);
    return 'bundled';
  });
}

if (
  process.argv[1] !== undefined &&
  fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  await runCommand(async () => {
    process.stderr.write(`${await bundle({ force: process.argv.includes('--force') })}\n`);
    return 0;
  });
}
