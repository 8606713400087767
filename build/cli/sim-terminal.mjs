// `npm run sim:terminal`: the simulated terminal, alone.
import { runCommand } from './run-command.mjs';
import { runScript } from './run-script.mjs';

await runCommand(() =>
  runScript('native/simulators/terminal/cli.ts', { needs: ['serial', 'native'] }),
);
