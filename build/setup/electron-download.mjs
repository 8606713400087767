// The ordinary way to the Electron runtime: the `electron` package's own installer, which checks
// the download against the checksums it carries and honours ELECTRON_MIRROR and proxies.
import fs from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';
import { installFolder } from './install-folder.mjs';
import { modulesDir } from './places.mjs';

/**
 * Downloads the runtime into `folder`. Expected failures are values: the answer is the reason why
 * it could not be had, undefined when it is there.
 * @param {string} folder
 * @param {number} waitMs
 * @returns {Promise<string | undefined>}
 */
export async function downloadElectron(folder, waitMs) {
  const packageFolder = path.join(modulesDir, 'electron');
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...env } = process.env;
  const script = path.join(packageFolder, 'install.js');
  const result = await runChild(process.execPath, [script], { env, timeoutMs: waitMs });
  if (result.timedOut) return `no end after ${Math.round(waitMs / 1000)} s`;
  if (result.code !== 0) return failureReason(result.output);
  const dist = path.join(packageFolder, 'dist');
  await installFolder(folder, (temporary) => {
    // Symbolic links of the macOS bundle must stay links: its signature covers them.
    fs.cpSync(dist, temporary, { recursive: true, verbatimSymlinks: true });
    return Promise.resolve();
  });
  fs.rmSync(dist, { recursive: true, force: true });
  fs.rmSync(path.join(packageFolder, 'path.txt'), { force: true });
  return undefined;
}

/**
 * The most telling line of a Node stack trace.
 * @param {string} output
 */
export function failureReason(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const cause = lines.find((line) =>
    /^(\[cause\]: )?\w*Error\b.*: .*(E[A-Z]{4,}|status)/.test(line),
  );
  const error = lines.find((line) => /Error\b.*: /.test(line));
  return (cause ?? error ?? lines.find((line) => line !== '') ?? 'no reason given').slice(0, 200);
}
