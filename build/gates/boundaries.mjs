// Gate: the import rules of .dependency-cruiser.cjs. A TypeScript it does not know makes
// dependency-cruiser see no module and still exit 0, so every file is counted here.
import { codeFolders, typeScriptFiles } from './sources.mjs';
import { runTool } from './tool.mjs';

/** @type {import('./tool.mjs').Gate} */
export const boundariesGate = {
  name: 'boundaries',
  async run() {
    const wanted = typeScriptFiles();
    const folders = codeFolders.filter((folder) => wanted.some((f) => f.startsWith(`${folder}/`)));
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
    const result = await runTool('dependency-cruiser', 'depcruise', args);
    if (!result.stdout.startsWith('{')) return { looked: 0, failures: [result.output] };
    const { modules, summary } = JSON.parse(result.stdout);
    const seen = new Set(modules.map((/** @type {{ source: string }} */ { source }) => source));
    const failures = summary.violations.map(describe);
    const unseen = wanted.filter((file) => !seen.has(file) && !file.endsWith('.d.ts'));
    if (unseen.length > 0) failures.push(`not looked at:\n${unseen.join('\n')}`);
    return { looked: summary.totalCruised, failures };
  },
};

/**
 * @param {{ rule: { name: string }, from: string, to: string, cycle?: { name: string }[] }} found
 */
function describe({ rule, from, to, cycle = [] }) {
  const way = cycle.length > 0 ? [from, ...cycle.map(({ name }) => name)] : [from, to];
  return `${rule.name}: ${way.join(' → ')}`;
}
