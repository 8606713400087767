// `npm run sim:printer`: the simulated printer, alone.
import { runCommand } from './run-command.mjs';
import { runScript } from './run-script.mjs';

await runCommand(() =>
  runScript('native/simulators/printer/cli.ts', { needs: ['serial', 'native'] }),
);
