// `npm run test:one -- FILE`: one test alone, watched or replayed; see CONTRIBUTING.md.
import { runForeground } from '../setup/child.mjs';
import { ensureReady, everything } from '../setup/ensure-ready.mjs';
import { readOneTest } from '../testing/one-test.mjs';
import { toolScript } from '../testing/stages.mjs';
import { hasDisplay, startDisplay } from './display.mjs';
import { runCommand } from './run-command.mjs';
import { electronEnvironment } from './run-script.mjs';

await runCommand(async () => {
  const { runner, args, env } = readOneTest(process.argv.slice(2));
  const { electron } = await ensureReady({ needs: everything });
  let environment = { ...process.env, ...env };
  if (electron !== undefined) environment = { ...environment, ...electronEnvironment(electron) };
  let display;
  if (runner === 'playwright') {
    const { bundle } = await import('../bundle.mjs');
    await bundle();
    if (!hasDisplay(process.env, process.platform)) display = await startDisplay();
    if (display !== undefined) environment['DISPLAY'] = display.display;
  }
  try {
    return await runForeground(process.execPath, [toolScript(runner), ...args], {
      env: environment,
    });
  } finally {
    display?.stop();
  }
});
