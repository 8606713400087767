// Gate: what ships stands under `dependencies`, and nothing else does, so that an audit of
// `npm audit --omit=dev` sees it. Taken from the imports of the sources: no list to keep.
import path from 'node:path';
import { readJson } from '../setup/markers.mjs';
import { projectRoot } from '../setup/places.mjs';
import { shippedPackages } from './licences.mjs';

/**
 * What stands in the wrong list of package.json; empty when all is well.
 * @param {Record<string, unknown> | undefined} manifest   package.json
 * @param {ReadonlySet<string>} shipped   packages that shipped code imports
 * @returns {string[]}
 */
export function shippedFaults(manifest, shipped) {
  const declared = new Set(Object.keys(Object(manifest?.['dependencies'])));
  const missing = [...shipped].filter((name) => !declared.has(name));
  const idle = [...declared].filter((name) => !shipped.has(name));
  return [
    ...missing.map((name) => `${name} is imported by what ships and is not under dependencies`),
    ...idle.map((name) => `${name} is under dependencies and nothing that ships imports it`),
  ].sort();
}

/** @type {import('./tool.mjs').Gate} */
export const shippedGate = {
  name: 'shipped',
  run() {
    const manifest = readJson(path.join(projectRoot, 'package.json'));
    const { files, packages } = shippedPackages();
    return Promise.resolve({ looked: files, failures: shippedFaults(manifest, packages) });
  },
};
