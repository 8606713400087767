// Gate: every folder compiles under its own strict settings, its tests included, and the root's
// tsconfig.json names each of them.
import os from 'node:os';
import path from 'node:path';
import { modulesMarkersDir, projectRoot } from '../setup/places.mjs';
import { rootProjects } from './root-project.mjs';
import { codeFolders, typeScriptFiles } from './sources.mjs';
import { runTool } from './tool.mjs';

/** @param {string} project */
async function compile(project) {
  const info = path.join(modulesMarkersDir, 'tsc', `${project.replaceAll('/', '-')}.tsbuildinfo`);
  const args = ['-p', project, '--pretty', 'false', '--listFiles', '--incremental'];
  const result = await runTool('typescript', 'tsc', [...args, '--tsBuildInfoFile', info]);
  const seen = new Set();
  const messages = [];
  for (const line of result.output.split(/\r?\n/)) {
    if (path.isAbsolute(line)) seen.add(path.relative(projectRoot, line).replaceAll('\\', '/'));
    else if (line !== '') messages.push(line);
  }
  const failures = result.code === 0 ? [] : [`tsc -p ${project}\n${messages.join('\n')}`];
  return { seen, failures };
}

/**
 * Compiles the projects, as many at once as there are cores; at most four, for their memory.
 * @param {readonly string[]} projects
 */
async function compileAll(projects) {
  const waiting = [...projects];
  /** @type {Awaited<ReturnType<typeof compile>>[]} */
  const results = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results.push(await compile(next));
    }
  };
  await Promise.all(Array.from({ length: Math.min(os.availableParallelism(), 4) }, work));
  return results;
}

/** @type {import('./tool.mjs').Gate} */
export const typesGate = {
  name: 'types',
  async run() {
    const wanted = typeScriptFiles();
    const folders = codeFolders.filter((folder) => wanted.some((f) => f.startsWith(`${folder}/`)));
    // Besides the folders' own: core and contracts must not see the Node and vitest of their tests.
    const projects = rootProjects();
    const failures = [...folders, 'build']
      .map((folder) => `${folder}/tsconfig.json`)
      .filter((project) => !projects.includes(project))
      .map((project) => `tsconfig.json does not name ${project}`);
    const seen = new Set();
    for (const result of await compileAll(projects)) {
      for (const file of result.seen) seen.add(file);
      failures.push(...result.failures);
    }
    const unseen = wanted.filter((file) => !seen.has(file));
    if (unseen.length > 0) failures.push(`compiled by no project:\n${unseen.join('\n')}`);
    return { looked: seen.size, failures };
  },
};
