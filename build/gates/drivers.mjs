// Gate: the name and the codes of a terminal's protocol stand in its driver's folders and nowhere
// else in the register, so that a new driver touches nothing but its own. Tests may name one: they
// pick a driver to work with. What `driver-places.json` lists only shrinks.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../setup/places.mjs';
import { trackedFiles } from './sources.mjs';

const listFile = 'build/gates/driver-places.json';
const registry = 'native/device/terminal-drivers.ts';
const looksAt =
  /^(core|contracts|till|db|host|hq|electron|renderer|demo|native\/(device|transport|protocol))\/.*\.(ts|tsx|json)$/;
const isTest = /\.test\.tsx?$|\/(testing|test-kit|vectors|gallery)\//;

/** Keys of a keyboard that are also written like a code. */
const functionKey = /^F([1-9]|1[0-2])$/;

/**
 * What belongs to the drivers: their names, and the codes that their dictionaries explain. A code
 * of digits alone could be anything.
 * @param {readonly { id: string, codes: readonly string[] }[]} drivers
 */
export function driverMarks(drivers) {
  const codes = drivers
    .flatMap((driver) => driver.codes)
    .filter((code) => !/^\d+$/.test(code) && !functionKey.test(code));
  return {
    names: new RegExp(`(${drivers.map(({ id }) => id).join('|')})`, 'gi'),
    codes: new RegExp(`(["'\`])(${[...new Set(codes)].join('|')})\\1`, 'g'),
  };
}

/**
 * How often a driver's name or code stands in a file.
 * @param {string} text
 * @param {ReturnType<typeof driverMarks>} marks
 */
export function marksIn(text, { names, codes }) {
  return [...text.matchAll(names), ...text.matchAll(codes)].length;
}

/**
 * The drivers as their folders tell them.
 * @param {readonly string[]} files
 */
function driversIn(files) {
  return files.flatMap((file) => {
    const id = /^native\/device\/([^/]+)\/driver\.ts$/.exec(file)?.[1];
    if (id === undefined || id === 'terminal-kit') return [];
    const words = path.join(projectRoot, 'native', 'device', id, 'words.en.json');
    if (!fs.existsSync(words)) return [{ id, codes: [] }];
    const { results = {}, statuses = {}, doubts = {} } = JSON.parse(fs.readFileSync(words, 'utf8'));
    return [{ id, codes: [results, statuses, doubts].flatMap(Object.keys) }];
  });
}

/**
 * What is wrong: more than is listed, or listed and gone.
 * @param {ReadonlyMap<string, number>} found
 * @param {Readonly<Record<string, number>>} listed
 * @returns {string[]}
 */
export function driverFaults(found, listed) {
  const files = [...new Set([...found.keys(), ...Object.keys(listed)])].sort();
  return files.flatMap((file) => {
    const now = found.get(file) ?? 0;
    const before = listed[file] ?? 0;
    if (now > before) {
      return [
        `${file}: names a terminal's protocol or a code of it ${now} times, ${before} listed`,
      ];
    }
    return now < before ? [`${file}: ${now} now; write that into ${listFile}`] : [];
  });
}

/** @type {import('./tool.mjs').Gate} */
export const driversGate = {
  name: 'drivers',
  run() {
    const all = trackedFiles();
    const drivers = driversIn(all);
    const own = new RegExp(`^native/(device|protocol)/(${drivers.map(({ id }) => id).join('|')})/`);
    const files = all.filter(
      (file) => looksAt.test(file) && !isTest.test(file) && !own.test(file) && file !== registry,
    );
    const marks = driverMarks(drivers);
    const found = new Map();
    for (const file of files) {
      const count = marksIn(fs.readFileSync(path.join(projectRoot, file), 'utf8'), marks);
      if (count > 0) found.set(file, count);
    }
    const listed = JSON.parse(fs.readFileSync(path.join(projectRoot, listFile), 'utf8'));
    const failures = drivers.length === 0 ? ['no driver was found'] : driverFaults(found, listed);
    return Promise.resolve({ looked: files.length, failures });
  },
};
