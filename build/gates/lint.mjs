// Gate: oxlint with the rules that know types.
import { runTool } from './tool.mjs';

/** @type {import('./tool.mjs').Gate} */
export const lintGate = {
  name: 'lint',
  async run() {
    const args = ['--type-aware', '--deny-warnings', '--threads=2', '.'];
    const result = await runTool('oxlint', 'oxlint', args);
    const looked = Number(/on (\d+) files?/.exec(result.output)?.[1] ?? 0);
    return { looked, failures: result.code === 0 ? [] : [result.output] };
  },
};
