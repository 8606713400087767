// Runs the gates one after another.
import { boundariesGate } from './boundaries.mjs';
import { changesGate } from './changes.mjs';
import { commitsGate } from './commits.mjs';
import { deadCodeGate } from './dead-code.mjs';
import { driversGate } from './drivers.mjs';
import { formatGate } from './format.mjs';
import { functionLengthGate } from './function-length.mjs';
import { licencesGate } from './licences.mjs';
import { lockFileGate } from './lock-file.mjs';
import { lintGate } from './lint.mjs';
import { shippedGate } from './shipped.mjs';
import { tidyGate } from './tidy.mjs';
import { typesGate } from './types.mjs';

const allGates = [
  formatGate,
  tidyGate,
  changesGate,
  commitsGate,
  functionLengthGate,
  driversGate,
  lockFileGate,
  shippedGate,
  licencesGate,
  lintGate,
  boundariesGate,
  deadCodeGate,
  typesGate,
];

/**
 * Runs one gate; looking at nothing is a failure.
 * @param {import('./tool.mjs').Gate} gate
 */
export async function judge(gate) {
  const startedAt = performance.now();
  const { looked, failures } = await gate.run();
  const found = looked === 0 ? ['it looked at nothing', ...failures] : failures;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const verdict = found.length === 0 ? 'ok' : 'FAILED';
  return {
    passed: found.length === 0,
    found,
    line: `${gate.name}: ${verdict} (${looked} looked at, ${seconds} s)`,
  };
}

/**
 * Runs the named gates, or all; answers how many passed and failed.
 * @param {readonly string[]} names
 */
export async function runGates(names) {
  const chosen =
    names.length === 0 ? allGates : allGates.filter(({ name }) => names.includes(name));
  const counts = { passed: 0, failed: 0 };
  for (const gate of chosen) {
    const { passed, found, line } = await judge(gate);
    counts[passed ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${line}\n`);
    for (const text of found)
      process.stdout.write(`  ${text.trimEnd().replaceAll('\n', '\n  ')}\n`);
  }
  return counts;
}
