// Gate: every file is formatted as Biome writes it.
import { runTool } from './tool.mjs';

/** @type {import('./tool.mjs').Gate} */
export const formatGate = {
  name: 'format',
  async run() {
    const result = await runTool('@biomejs/biome', 'biome', ['format', '--colors=off', '.']);
    const looked = Number(/Checked (\d+) files?/.exec(result.output)?.[1] ?? 0);
    return { looked, failures: result.code === 0 ? [] : [result.output] };
  },
};
