// `npm run sim:transbank`: the simulated Transbank POS Integrado terminal, alone.
import { runCommand } from './run-command.mjs';
import { runScript } from './run-script.mjs';

await runCommand(() =>
  runScript('native/simulators/transbank/cli.ts', { needs: ['serial', 'native'] }),
);
