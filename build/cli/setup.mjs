// `node build/cli/setup.mjs`: does all set-up and tells what the tests will run on.
import { ensureReady } from '../setup/ensure-ready.mjs';
import { runCommand } from './run-command.mjs';

await runCommand(async () => {
  const needs = /** @type {const} */ (['packages', 'system', 'postgres', 'electron', 'native']);
  const { electron } = await ensureReady({ needs });
  process.stdout.write(`${JSON.stringify({ node: process.versions.node, electron })}\n`);
  return 0;
});
