// `npm run dev`: `npm start` with hot reload of the windows and a restart of the service on
// change.
//
// What main and demo/start.ts have to do with it:
// - demo/start.ts gets `--dev` and this environment, and starts Electron on the project's folder.
// - TILLWRIGHT_DEV_URL is Vite's server, ending in `/`. A window loads `${url}till/index.html`
//   (display, office likewise) instead of app://…, and main accepts exactly that origin as the
//   sender. Main may look at it only inside `if (process.env.TILLWRIGHT_BUILD === 'dev')`: the
//   bundler makes that a constant, so that a release holds no trace of it. The server's pages need
//   'unsafe-inline' for scripts and a web socket to the server; a policy in the page is taken out,
//   one that main sends has to allow them for this origin.
// - out/app/service.cjs is written again when the service's sources change: main watches it (in
//   a dev build only) and restarts the service. A change of main or of a preload is told here and
//   takes effect with the next start.
import fs from 'node:fs';
import path from 'node:path';
import { ensureReady } from '../setup/ensure-ready.mjs';
import { projectRoot } from '../setup/places.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { runCommand } from './run-command.mjs';
import { runScript, windowNeeds } from './run-script.mjs';

const outFolder = path.join(projectRoot, 'out', 'app');

/** @param {string} line */
const tell = (line) => process.stderr.write(`dev: ${line}\n`);

/** Serves the windows; answers the address. */
async function serveWindows() {
  const { createServer } = await import('vite');
  const { windowOptions } = await import('../bundling/windows.mjs');
  const options = windowOptions(projectRoot, outFolder, 'dev');
  const server = await createServer({ ...options, base: '/', server: { host: '127.0.0.1' } });
  await server.listen();
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new SetupError('The windows could not be served on 127.0.0.1.');
  return { url, close: () => server.close() };
}

/**
 * Tells which programs a rebuild changed; the first build is not a change.
 * @returns {import('esbuild').Plugin}
 */
function tellChanges() {
  /** @type {Map<string, string>} */
  const seen = new Map();
  return {
    name: 'tillwright-tell-changes',
    setup(build) {
      build.onEnd((result) => {
        for (const file of result.outputFiles ?? []) {
          const before = seen.get(file.path);
          seen.set(file.path, file.hash);
          if (before === file.hash) continue;
          // Only what changed is written: main restarts the service for each write of its bundle.
          fs.mkdirSync(path.dirname(file.path), { recursive: true });
          fs.writeFileSync(file.path, file.contents);
          const name = path.basename(file.path, '.cjs');
          if (before === undefined || file.path.endsWith('.map')) continue;
          if (name === 'service') tell('the service is restarted');
          else tell(`${name} has changed: it is used from the next start on`);
        }
      });
    },
  };
}

async function watchPrograms() {
  const esbuild = await import('esbuild');
  const { programOptions } = await import('../bundling/programs.mjs');
  const context = await esbuild.context({
    ...programOptions(projectRoot, outFolder, 'dev'),
    write: false,
    plugins: [tellChanges()],
  });
  await context.rebuild();
  await context.watch();
  return () => context.dispose();
}

await runCommand(async () => {
  await ensureReady({ needs: windowNeeds });
  const { missingEntries } = await import('../bundling/entries.mjs');
  const missing = missingEntries(projectRoot);
  if (missing.length > 0) throw new SetupError(`dev needs ${missing.join(', ')}.`);
  // What is in out/app from now on is no release.
  fs.rmSync(path.join(projectRoot, 'out', 'bundle.json'), { force: true });
  const stopWatching = await watchPrograms();
  const windows = await serveWindows();
  tell(`windows are served at ${windows.url}`);
  try {
    const args = ['--dev', ...process.argv.slice(2)];
    const env = { TILLWRIGHT_DEV_URL: windows.url };
    return await runScript('demo/start.ts', { needs: windowNeeds, args, env });
  } finally {
    await windows.close();
    await stopWatching();
  }
});
