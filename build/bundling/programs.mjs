// Bundles main, service and preloads with esbuild.
import { builtinModules } from 'node:module';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { externalPackages, programEntries } from './entries.mjs';

/** @typedef {'release' | 'dev'} BuildMode */

/**
 * esbuild's options. `process.env.TILLWRIGHT_BUILD` becomes a constant, so that what belongs to
 * development is not even in a release.
 * @param {string} root
 * @param {string} outFolder
 * @param {BuildMode} mode
 * @returns {import('esbuild').BuildOptions & { metafile: true }}
 */
export function programOptions(root, outFolder, mode) {
  const entries = programEntries(root);
  return {
    absWorkingDir: root,
    entryPoints: entries.map(({ name, source }) => ({ in: path.join(root, source), out: name })),
    outdir: outFolder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: externalPackages,
    define: { 'process.env.TILLWRIGHT_BUILD': JSON.stringify(mode) },
    minifySyntax: true,
    keepNames: true,
    sourcemap: mode === 'dev' ? 'linked' : false,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
    metafile: true,
  };
}

/**
 * What a program requires from outside its bundle although it may not: a preload that needs Node
 * fails in its sandbox, main must not open the database. Empty when all is well.
 * @param {import('esbuild').Metafile} metafile
 * @param {readonly import('./entries.mjs').ProgramEntry[]} entries
 * @returns {string[]}
 */
export function forbiddenRequires(metafile, entries) {
  const complaints = [];
  for (const output of Object.values(metafile.outputs)) {
    const entry = entries.find(({ source }) => source === output.entryPoint);
    if (entry === undefined) continue;
    for (const { path: name, external } of output.imports) {
      if (external !== true) continue;
      if (entry.mayRequire.some((allowed) => name === allowed || name.startsWith(`${allowed}/`)))
        continue;
      const fromNode = name.startsWith('node:') || builtinModules.includes(name);
      if (fromNode && !entry.sandboxed) continue;
      complaints.push(`${entry.source} may not require ${name}`);
    }
  }
  return complaints;
}

/**
 * Bundles them all; throws with esbuild's message or the list of forbidden requires.
 * @param {string} root
 * @param {string} outFolder
 * @param {BuildMode} mode
 */
export async function bundlePrograms(root, outFolder, mode) {
  const { metafile } = await esbuild.build(programOptions(root, outFolder, mode));
  const complaints = forbiddenRequires(metafile, programEntries(root));
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}
