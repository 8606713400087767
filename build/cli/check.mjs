// `npm run check`: the quick part of `npm test`, the gates and the unit tests.
import { chooseStages } from '../testing/stages.mjs';
import { runTests } from '../testing/test-run.mjs';
import { runCommand } from './run-command.mjs';

await runCommand(() => runTests(chooseStages('gates,unit')));
