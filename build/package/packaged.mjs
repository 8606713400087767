// Which npm packages go into the program beside the bundles: those that are loaded at run time, and
// what they need. All others that ship are inside the bundles already.
import path from 'node:path';
import { externalPackages } from '../bundling/entries.mjs';
import { withDependencies } from '../gates/licences.mjs';
import { readJson } from '../setup/markers.mjs';
import { projectRoot } from '../setup/places.mjs';

/**
 * Names of the production packages, apart: `loaded` are in the program, `bundled` are not.
 * @returns {{ loaded: Set<string>, bundled: Set<string> }}
 */
export function packagedPackages() {
  const manifest = readJson(path.join(projectRoot, 'package.json'));
  const lock = readJson(path.join(projectRoot, 'package-lock.json'));
  const packages = /** @type {import('../gates/licences.mjs').LockPackages} */ (lock?.['packages']);
  const marker = 'node_modules/';
  /** @param {readonly string[]} names */
  const closure = (names) =>
    withDependencies(packages, names).map((place) =>
      place.slice(place.lastIndexOf(marker) + marker.length),
    );
  const loaded = new Set(closure(externalPackages.filter((name) => name !== 'electron')));
  const all = closure(Object.keys(Object(manifest?.['dependencies'])));
  return { loaded, bundled: new Set(all.filter((name) => !loaded.has(name))) };
}
