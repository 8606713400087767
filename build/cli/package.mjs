// `npm run package`: the unpacked program for this platform in out/package, and the checks on it.
// `-- --installer` makes the platform's installer instead (needs electron-builder's tools from the
// network; release.yml does it on Windows). `-- --json FILE` writes the counts of the checks.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from '../bundle.mjs';
import { runChild } from '../setup/child.mjs';
import { ensureReady } from '../setup/ensure-ready.mjs';
import { modulesDir, projectRoot } from '../setup/places.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { hasDisplay, startDisplay } from './display.mjs';
import { runCommand } from './run-command.mjs';

const BUILD_TIMEOUT_MS = 10 * 60_000;

/**
 * @param {import('../setup/electron-runtime.mjs').ElectronRuntime} electron
 * @param {boolean} installer
 */
async function build(electron, installer) {
  if (installer && electron.source === 'fallback') {
    throw new SetupError(
      'The fallback Electron is never shipped: make installers where the current one can be downloaded.',
    );
  }
  const args = [
    path.join(modulesDir, 'electron-builder', 'cli.js'),
    ...(installer ? [] : ['--dir']),
    '--publish=never',
    '--config=build/electron-builder.cjs',
    `--config.electronVersion=${electron.version}`,
    `--config.electronDist=${electron.distPath}`,
  ];
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...env } = process.env;
  const options = { cwd: projectRoot, env, timeoutMs: BUILD_TIMEOUT_MS };
  const result = await runChild(process.execPath, args, options);
  if (result.code !== 0) {
    process.stderr.write(result.output);
    throw new SetupError('electron-builder could not package the program: see above.');
  }
}

/** Runs the checks with a display. */
async function verify() {
  const { verifyPackage } = await import('../package/verify.mjs');
  const bare = !hasDisplay(process.env, process.platform);
  const display = bare ? await startDisplay() : undefined;
  try {
    const env = display === undefined ? {} : { DISPLAY: display.display };
    return await verifyPackage({ ...process.env, ...env });
  } finally {
    display?.stop();
  }
}

await runCommand(async () => {
  const { values } = parseArgs({
    options: { json: { type: 'string' }, installer: { type: 'boolean', default: false } },
  });
  const { electron } = await ensureReady({ needs: ['window', 'electron', 'native'] });
  if (electron === undefined) throw new SetupError('There is no Electron runtime.');
  await bundle();
  fs.rmSync(path.join(projectRoot, 'out', 'package'), { recursive: true, force: true });
  await build(electron, values.installer);
  const { passed, failed, faults } = await verify();
  for (const fault of faults.slice(0, 50)) process.stdout.write(`${fault}\n`);
  process.stdout.write(`package: ${passed} checks passed, ${failed} failed\n`);
  if (electron.source === 'fallback') {
    process.stdout.write(
      `Packaged with Electron ${electron.version}, the fallback: for these checks, not for a shop.\n`,
    );
  }
  if (values.json !== undefined) {
    fs.mkdirSync(path.dirname(path.resolve(values.json)), { recursive: true });
    fs.writeFileSync(values.json, JSON.stringify({ passed, failed }));
  }
  return failed === 0 ? 0 : 1;
});
