// `npm run demo`: plays a shop’s day by driving the real program.
import { runCommand } from './run-command.mjs';
import { runScript, windowNeeds } from './run-script.mjs';

await runCommand(() => runScript('demo/play.ts', { needs: windowNeeds }));
