import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with the program's package.json: what Electron is started on. */
export const programFolder = fileURLToPath(new URL('..', import.meta.url));

/** The Electron runtime that the set-up found or made. */
export function electronPath(env: NodeJS.ProcessEnv = process.env): string {
  const path = env['TILLWRIGHT_ELECTRON_PATH'];
  if (path === undefined) {
    throw new Error('TILLWRIGHT_ELECTRON_PATH is not set: start this with npm, not directly.');
  }
  return path;
}

/** Arguments that start the register on a data folder. */
export function registerArguments(dataDir: string, more: readonly string[] = []): string[] {
  // Chromium refuses its sandbox to root; containers and CI machines run as root.
  const isRoot = process.getuid?.() === 0;
  return [...(isRoot ? ['--no-sandbox'] : []), programFolder, '--data-dir', dataDir, ...more];
}

/**
 * Arguments that hold the program back until Playwright is attached. It adds them only when it
 * looks for Electron itself; without them a window that opens meanwhile can stay paused for ever.
 */
export function driverArguments(): string[] {
  const playwright = dirname(
    createRequire(import.meta.url).resolve('playwright-core/package.json'),
  );
  return ['-r', join(playwright, 'lib', 'server', 'electron', 'loader.js')];
}
