// `npm run test:payments`: card payments with random faults; the terminal's book judges.
import { runCommand } from './run-command.mjs';
import { runScript } from './run-script.mjs';

await runCommand(() => runScript('test/payments/run.ts', { needs: ['serial', 'native'] }));
