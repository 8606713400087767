// `npm test`: everything CI runs. `-- --only gates,unit,e2e,demo,package` runs some of it.
import { parseArgs } from 'node:util';
import { chooseStages } from '../testing/stages.mjs';
import { runTests } from '../testing/test-run.mjs';
import { runCommand } from './run-command.mjs';

await runCommand(() => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  return runTests(chooseStages(values.only));
});
