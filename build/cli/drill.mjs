// `npm run drill`: plays each road back after a loss against the real parts.
import { runCommand } from './run-command.mjs';
import { runScript } from './run-script.mjs';

await runCommand(() => runScript('test/drill/run.ts', { needs: ['native'] }));
