// The notes under changes/: their form, and how they become a version's list in CHANGELOG.md.

const MOST_LINES = 6;
const LONGEST_LINE = 120;
const unreleased = '## Unreleased';

/**
 * What is wrong with the form of a note; empty when nothing is.
 * @param {string} file   path from the root
 * @param {string} text
 * @returns {string[]}
 */
export function noteFaults(file, text) {
  /** @type {string[]} */
  const faults = [];
  const say = (/** @type {string} */ fault) => faults.push(`${file}: ${fault}`);
  if (!/^changes\/[a-z0-9]+(-[a-z0-9]+)*\.md$/.test(file))
    say('its name is not kebab case and .md');
  const lines = text.trimEnd().split('\n');
  if (text.trim() === '') return [`${file}: is empty`];
  if (!text.endsWith('\n') || text.endsWith('\n\n')) say('does not end with one line feed');
  if (lines.length > MOST_LINES) say(`has ${lines.length} lines, at most ${MOST_LINES}`);
  if (lines.some((line) => line.length > LONGEST_LINE)) {
    say(`has a line of more than ${LONGEST_LINE} characters`);
  }
  if (lines.some((line) => /^(\s|#|[-*+] |\d+\. |$)/.test(line))) {
    say('is one paragraph, without headings, lists, indents and empty lines');
  }
  if (!/^(`[^`]+`|["“]?[A-Z0-9])/.test(text)) say('does not begin a sentence');
  if (!/[.!?)]$/.test(text.trimEnd())) say('does not end a sentence');
  return faults;
}

/**
 * A note as an item of a list.
 * @param {string} text
 */
function item(text) {
  return `- ${text.trimEnd().replaceAll('\n', '\n  ')}`;
}

/**
 * The changelog after a release: what is unreleased, the notes first, stands under the version.
 * Throws when there is no place for it, or no change.
 * @param {string} changelog
 * @param {readonly string[]} notes    their texts
 * @param {{ version: string, date: string }} release
 */
export function foldNotes(changelog, notes, { version, date }) {
  const parts = changelog.split(`${unreleased}\n`);
  const [head, rest] = parts;
  if (head === undefined || rest === undefined || parts.length !== 2) {
    throw new Error(`CHANGELOG.md has not one heading "${unreleased}"`);
  }
  if (changelog.includes(`\n## ${version} `)) throw new Error(`${version} is released already`);
  const next = rest.search(/^## /m);
  const before = (next === -1 ? rest : rest.slice(0, next)).trim();
  const older = next === -1 ? '' : `\n${rest.slice(next)}`;
  const list = [...notes.map(item), ...(before === '' ? [] : [before])].join('\n');
  if (list === '') throw new Error('nothing has changed since the last version');
  return `${head}${unreleased}\n\n## ${version} (${date})\n\n${list}\n${older}`;
}
