// `npm run sim:scanner`: the simulated scanner, alone.
import { runCommand } from './run-command.mjs';
import { runScript } from './run-script.mjs';

await runCommand(() =>
  runScript('native/simulators/scanner/cli.ts', { needs: ['serial', 'native'] }),
);
