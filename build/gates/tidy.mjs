// Gate: small rules no other tool has.
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../setup/places.mjs';
import { realCardNumbers } from './card-numbers.mjs';
import { trackedFiles } from './sources.mjs';

const LONGEST_FILE = 400;
const codeFile = /\.(ts|tsx|mjs|cjs|css|html)$/;
const textFile = /\.(ts|tsx|mjs|cjs|css|html|md|json|ya?ml|sql|tsv|csv|txt|sh)$/;
const testFile = /\.(test|spec)\.(ts|tsx|mjs)$/;

// Put together from parts, so that this file does not name what it forbids.
const unfinished = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`);
const switchedOff = new RegExp(
  `\\b(it|test|describe)\\.(${['on' + 'ly', 'sk' + 'ip', 'to' + 'do'].join('|')})\\b`,
);
const machinePath = new RegExp(
  `(^|[\\s"'\`(=:])(/${'work'}/|/${'home'}/\\w|/${'root'}/|[A-Z]:\\\\Users\\\\)`,
);

/**
 * What is untidy about a file; empty when nothing is.
 * @param {string} file   path from the root
 * @param {string} text
 * @returns {string[]}
 */
export function untidiness(file, text) {
  const found = [];
  const lines = text.split('\n');
  if (codeFile.test(file) && lines.length - 1 > LONGEST_FILE) {
    found.push(`${file}: ${lines.length - 1} lines, at most ${LONGEST_FILE}`);
  }
  for (const [index, line] of lines.entries()) {
    const where = `${file}:${index + 1}`;
    if (codeFile.test(file) && unfinished.test(line)) found.push(`${where}: unfinished work`);
    if (testFile.test(file) && switchedOff.test(line)) found.push(`${where}: a test switched off`);
    if (machinePath.test(line)) found.push(`${where}: a path of one machine`);
    for (const number of realCardNumbers(line)) {
      found.push(`${where}: looks like a card number (${number.slice(0, 4)}…)`);
    }
  }
  return found;
}

/** @type {import('./tool.mjs').Gate} */
export const tidyGate = {
  name: 'tidy',
  run() {
    const files = trackedFiles().filter(
      (file) => textFile.test(file) && file !== 'package-lock.json',
    );
    const failures = files.flatMap((file) =>
      untidiness(file, fs.readFileSync(path.join(projectRoot, file), 'utf8')),
    );
    return Promise.resolve({ looked: files.length, failures });
  },
};
