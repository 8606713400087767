// `npm run gallery`: every screen of the windows in every state, live, in both languages and sizes.
// What is changed in `renderer/` is seen at once. `-- --serve` opens no window and serves it to any
// browser until it is stopped.
import path from 'node:path';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { runForeground } from '../setup/child.mjs';
import { ensureReady } from '../setup/ensure-ready.mjs';
import { projectRoot } from '../setup/places.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { hasDisplay } from './display.mjs';
import { runCommand } from './run-command.mjs';

/** Serves the windows and the gallery; answers its address. */
async function serve() {
  const { createServer } = await import('vite');
  const { windowOptions } = await import('../bundling/windows.mjs');
  const options = windowOptions(projectRoot, path.join(projectRoot, 'out', 'gallery'), 'dev');
  const server = await createServer({ ...options, base: '/', server: { host: '127.0.0.1' } });
  await server.listen();
  const url = server.resolvedUrls?.local[0];
  if (url === undefined) throw new SetupError('The gallery could not be served on 127.0.0.1.');
  return { url: `${url}gallery/index.html`, close: () => server.close() };
}

await runCommand(async () => {
  const { values } = parseArgs({ options: { serve: { type: 'boolean', default: false } } });
  const isWindow = !values.serve;
  if (isWindow && !hasDisplay(process.env, process.platform)) {
    throw new SetupError(
      'There is no display here: `npm run gallery -- --serve` is for a browser.',
    );
  }
  const { electron } = await ensureReady({ needs: isWindow ? ['window', 'electron'] : [] });
  const gallery = await serve();
  process.stdout.write(`gallery: ${gallery.url}\n`);
  try {
    if (electron === undefined) {
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      return 0;
    }
    const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
    const window = path.join(projectRoot, 'build', 'gallery-window.cjs');
    const args = [...(isRoot ? ['--no-sandbox'] : []), window, gallery.url];
    return await runForeground(electron.executablePath, args, { env: process.env });
  } finally {
    await gallery.close();
  }
});
