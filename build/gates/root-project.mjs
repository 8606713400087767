// The projects that tsconfig.json at the root names: what an editor opened there knows.
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../setup/places.mjs';

/** @param {string} file */
const fromRoot = (file) => path.relative(projectRoot, file).replaceAll('\\', '/');

/**
 * A configuration with all its files found; throws with TypeScript's words when it is wrong.
 * @param {string} file   from the root
 */
function parsed(file) {
  const complain = (/** @type {ts.Diagnostic} */ { messageText }) => {
    throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  };
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: complain };
  const config = ts.getParsedCommandLineOfConfigFile(path.join(projectRoot, file), undefined, host);
  if (config === undefined) throw new Error(`${file} cannot be read`);
  config.errors.forEach(complain);
  return config;
}

/**
 * The configuration files that the root refers to, from the root, in their order.
 * @returns {string[]}
 */
export function rootProjects() {
  const { projectReferences = [] } = parsed('tsconfig.json');
  return projectReferences.map((reference) => fromRoot(ts.resolveProjectReferencePath(reference)));
}

/** The files that belong to one of these projects, as the language server would find them. */
export function filesKnownAtRoot() {
  return new Set(rootProjects().flatMap((project) => parsed(project).fileNames.map(fromRoot)));
}
