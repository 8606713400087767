// What came of a group of `npm run test:mutations`: who survived, and the score of each file.
import path from 'node:path';

/**
 * As Stryker answers them: lines and columns count from 1, and the end is not in it.
 * @typedef {object} Mutant
 * @property {string} fileName
 * @property {string} status
 * @property {string} [replacement]
 * @property {{ start: Place, end: Place }} location
 */
/** @typedef {{ line: number, column: number }} Place */

/**
 * @typedef {object} Equivalent
 * @property {string} file
 * @property {string} from what stands in the code
 * @property {string} to what the mutant puts there
 * @property {string} [near] what the line it begins in holds, where the same stands in other lines
 * @property {string} why
 */

/**
 * @typedef {object} Score
 * @property {number} noticed
 * @property {number} counted without those that nobody can notice
 * @property {number} equivalent
 */

/**
 * A file of the project as its own folder names it.
 * @param {string} root
 * @param {string} fileName
 */
export const nameIn = (root, fileName) =>
  path.relative(root, path.resolve(root, fileName)).replaceAll(path.sep, '/');

/**
 * The code that a mutant replaces.
 * @param {string} source
 * @param {Mutant['location']} location
 */
export function codeAt(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, end.column - 1);
  lines[0] = (lines[0] ?? '').slice(start.column - 1);
  return lines.join('\n');
}

/**
 * True for those that a test noticed: an endless loop is one of them.
 * @param {Mutant} mutant
 */
export const isNoticed = ({ status }) => status === 'Killed' || status === 'Timeout';

/**
 * True for those that were tried, or that no test reaches.
 * @param {Mutant} mutant
 */
export const isTried = ({ status }) => status !== 'Ignored' && status !== 'CompileError';

/**
 * @param {Score} score
 */
export const percentOf = ({ noticed, counted }) =>
  counted === 0 ? 100 : (noticed * 100) / counted;

/**
 * @param {string} name
 * @param {Score} score
 */
const scoreLine = (name, score) =>
  `${name}: ${score.noticed} of ${score.counted} noticed, ${percentOf(score).toFixed(1)} %, ` +
  `${score.equivalent} equivalent`;

/** @param {string} text */
const short = (text) => text.replaceAll(/\s+/g, ' ').slice(0, 100);

/**
 * A line for each mutant that no test noticed, one for each file, one for all; and the score.
 * @param {object} group
 * @param {string} group.name
 * @param {readonly Mutant[]} group.mutants
 * @param {string} group.root
 * @param {(file: string) => string} group.sourceOf a file's source when the mutants were made
 * @param {readonly Equivalent[]} group.equivalent
 * @returns {{ lines: string[], total: Score }}
 */
export function reportOf({ name, mutants, root, sourceOf, equivalent }) {
  const total = { noticed: 0, counted: 0, equivalent: 0 };
  /** @type {Map<string, Score>} */
  const files = new Map();
  const lines = [];
  for (const mutant of mutants.filter(isTried)) {
    const file = nameIn(root, mutant.fileName);
    const score = files.get(file) ?? { noticed: 0, counted: 0, equivalent: 0 };
    files.set(file, score);
    const to = mutant.replacement ?? '';
    const from = codeAt(sourceOf(file), mutant.location);
    const { line } = mutant.location.start;
    const text = sourceOf(file).split('\n')[line - 1] ?? '';
    const known = equivalent.find(
      (each) =>
        each.file === file &&
        each.from === from &&
        each.to === to &&
        (each.near === undefined || text.includes(each.near)),
    );
    const noticed = isNoticed(mutant);
    const same = !noticed && known !== undefined;
    for (const sum of [score, total]) {
      sum.noticed += noticed ? 1 : 0;
      sum.counted += same ? 0 : 1;
      sum.equivalent += same ? 1 : 0;
    }
    if (noticed) continue;
    const word = same ? `equivalent (${known.why})` : mutant.status.toLowerCase();
    lines.push(`  ${file}:${line} ${word}: ${short(from)} -> ${short(to)}`);
  }
  for (const [file, score] of files) lines.push(`  ${scoreLine(file, score)}`);
  lines.push(scoreLine(name, total));
  return { lines, total };
}
