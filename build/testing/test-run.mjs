// Set-up, then the stages, then one last line with the sum.
import os from 'node:os';
import { hasDisplay, startDisplay } from '../cli/display.mjs';
import { electronEnvironment } from '../cli/run-script.mjs';
import { ensureReady, everything } from '../setup/ensure-ready.mjs';
import { SetupError } from '../setup/setup-error.mjs';
import { runStage } from './stages.mjs';

/** How many registers are tested at once, each on a display of its own: the focus is a display's. */
const MOST_DISPLAYS = 2;

/** @param {string} line */
const write = (line) => process.stdout.write(`${line}\n`);

/**
 * Does the set-up and, for stages with windows, starts displays where there is none.
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
  const displays = bare ? await startDisplays() : [];
  const [first] = displays;
  if (first !== undefined) {
    env['DISPLAY'] = first.display;
    env['TILLWRIGHT_TEST_DISPLAYS'] = displays.map(({ display }) => display).join(',');
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  write(`setup: Node ${process.versions.node}, Electron ${electron.version} (${seconds} s)`);
  const stop = () => {
    for (const display of displays) display.stop();
  };
  return { env, stop };
}

/** One display for each register that is tested at once. */
async function startDisplays() {
  const displays = [];
  const wanted = Math.min(os.availableParallelism(), MOST_DISPLAYS);
  for (let count = 0; count < wanted; count += 1) displays.push(await startDisplay());
  return displays;
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
