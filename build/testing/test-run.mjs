// Set-up, then the stages, then one last line with the sum.
import { hasDisplay, startDisplay } from '../cli/display.mjs';
import { electronEnvironment } from '../cli/run-script.mjs';
import { ensureReady, everything } from '../setup/ensure-ready.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { runStage } from './stages.mjs';

/** @param {string} line */
const write = (line) => process.stdout.write(`${line}\n`);

/**
 * Does the set-up and, for stages with windows, starts a display where there is none.
 * @param {readonly import('./stages.mjs').Stage[]} chosen
 */
async function prepare(chosen) {
  const startedAt = performance.now();
  const { electron } = await ensureReady({ needs: everything });
  const windows = chosen.some((stage) => stage.needsWindow);
  if (electron === undefined) throw new SetupError('There is no Electron runtime.');
  /** @type {NodeJS.ProcessEnv} */
  const env = electronEnvironment(electron);
  const bare = windows && !hasDisplay(process.env, process.platform);
  const display = bare ? await startDisplay() : undefined;
  if (display !== undefined) env['DISPLAY'] = display.display;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  write(`setup: Node ${process.versions.node}, Electron ${electron.version} (${seconds} s)`);
  return { env, stop: () => display?.stop() };
}

/** Bundles before the stages that open windows; a source that does not bundle is a failure. */
async function bundled() {
  const startedAt = performance.now();
  const { bundle } = await import('../bundle.mjs');
  const answer = await bundle();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  write(`bundle: ${answer} (${seconds} s)`);
}

/**
 * Runs the stages and prints `N passed, N failed` as the last line. Answers the exit code.
 * @param {readonly import('./stages.mjs').Stage[]} chosen
 * @returns {Promise<number>}
 */
export async function runTests(chosen) {
  const sum = { passed: 0, failed: 0 };
  try {
    const { env, stop } = await prepare(chosen);
    try {
      let isBundled = false;
      for (const stage of chosen) {
        if (stage.needsWindow && !isBundled) {
          await bundled();
          isBundled = true;
        }
        const counts = await runStage(stage, env, write);
        sum.passed += counts.passed;
        sum.failed += counts.failed;
      }
    } finally {
      stop();
    }
  } catch (error) {
    // Whatever ended the run early, the last line must say that it failed.
    sum.failed += 1;
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    write(error instanceof SetupError ? error.message : message);
  }
  if (sum.passed === 0 && sum.failed === 0) sum.failed = 1;
  write(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
}
