// `npm run hq`: head office.
import { runCommand } from './run-command.mjs';
import { runScript } from './run-script.mjs';

await runCommand(() => runScript('hq/cli.ts', { needs: ['native'] }));
