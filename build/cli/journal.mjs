// `npm run journal`: reads, checks and rebuilds a journal.
import { runCommand } from './run-command.mjs';
import { runScript } from './run-script.mjs';

await runCommand(() => runScript('db/cli.ts', { needs: ['native'] }));
