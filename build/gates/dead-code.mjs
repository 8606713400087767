// Gate: no file, export or dependency that nothing uses.
import { typeScriptFiles } from './sources.mjs';
import { runTool } from './tool.mjs';

/** @type {import('./tool.mjs').Gate} */
export const deadCodeGate = {
  name: 'dead code',
  async run() {
    const result = await runTool('knip', 'knip', ['--no-progress', '--no-config-hints']);
    // knip does not say how much it looked at; what it starts from is counted instead.
    const looked = result.code === 0 || result.code === 1 ? typeScriptFiles().length : 0;
    return { looked, failures: result.code === 0 ? [] : [result.output] };
  },
};
