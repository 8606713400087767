// `node build/cli/setup.mjs`: does all set-up and tells what the tests will run on.
import { everything, ensureReady } from '../setup/ensure-ready.mjs';
import { runCommand } from './run-command.mjs';

await runCommand(async () => {
  const { electron } = await ensureReady({ needs: everything });
  process.stdout.write(`${JSON.stringify({ node: process.versions.node, electron })}\n`);
  return 0;
});
