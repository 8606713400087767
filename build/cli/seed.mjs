// `npm run seed`: makes the demo store.
import { runCommand } from './run-command.mjs';
import { runScript } from './run-script.mjs';

await runCommand(() => runScript('demo/seed.ts', { needs: ['native'] }));
