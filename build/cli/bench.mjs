// `npm run bench`: measures the register.
import { runCommand } from './run-command.mjs';
import { runScript, windowNeeds } from './run-script.mjs';

await runCommand(() => runScript('test/perf/bench.ts', { needs: windowNeeds }));
