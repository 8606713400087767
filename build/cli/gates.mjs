// `node build/cli/gates.mjs [--json FILE] [name …]`: the gates alone, all or the named ones.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureReady } from '../setup/ensure-ready.mjs';
import { runCommand } from './run-command.mjs';

await runCommand(async () => {
  await ensureReady({ needs: [] });
  const { runGates } = await import('../gates/run.mjs');
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' } },
    allowPositionals: true,
  });
  const counts = await runGates(positionals);
  if (values.json !== undefined) {
    fs.mkdirSync(path.dirname(values.json), { recursive: true });
    fs.writeFileSync(values.json, JSON.stringify(counts));
  }
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
});
