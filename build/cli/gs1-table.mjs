// Makes core/gs1/ai-table.ts from GS1's Barcode Syntax Dictionary:
//   node build/cli/gs1-table.mjs gs1-syntax-dictionary.txt RELEASE > core/gs1/ai-table.ts
// The dictionary is github.com/gs1/gs1-syntax-dictionary (Apache-2.0). Of it only facts are kept:
// which identifiers there are, how their data is built, and which need or exclude each other.
import { readFileSync } from 'node:fs';

const [file, release] = process.argv.slice(2);
if (file === undefined || release === undefined) {
  process.stderr.write('usage: node build/cli/gs1-table.mjs DICTIONARY RELEASE\n');
  process.exit(2);
}

/** What of the dictionary's tests this register checks, by one letter behind the length. */
const CHECKS = new Map(
  Object.entries({
    csum: 'c',
    yymmd0: 'd',
    yymmdd: 'D',
    yyyymmdd: 'Y',
    hh: 'h',
    hhmi: 't',
    mi: 'm',
    ss: 'm',
    zero: 'z',
    yesno: 'y',
  }),
);

/**
 * "N14,csum,gcppos2" becomes "N14c", "[N3],iso3166" becomes "N3?".
 * @param {string} text
 */
function component(text) {
  const [spec = '', ...tests] = text.split(',');
  const bare = spec.replace(/[[\]]/g, '');
  const check = tests.map((test) => CHECKS.get(test) ?? '').join('');
  return `${bare}${check}${spec.startsWith('[') ? '?' : ''}`;
}

const rows = readFileSync(file, 'utf8')
  .split('\n')
  .map((line) => line.replace(/#.*$/, '').trim().split(/\s+/))
  .filter(([ais]) => /^\d{2,4}(-\d{2,4})?$/.test(ais ?? ''))
  .map(([ais, ...fields]) => {
    const [flags = ''] = fields;
    const isFixed = /^[*?]+$/.test(flags) && flags.includes('*');
    const specs = fields.filter((field) => /^\[?[NXYZ](\d|\.\.)/.test(field)).map(component);
    const pairs = fields.filter((field) => /^(req|ex)=/.test(field));
    return [ais, `${isFixed ? '*' : ''}${specs.join(' ')}`, ...pairs].join('|');
  });

process.stdout.write(`/**
 * Every GS1 application identifier, made by \`node build/cli/gs1-table.mjs\` from GS1's Barcode
 * Syntax Dictionary (github.com/gs1/gs1-syntax-dictionary, Apache-2.0), ${release}. One identifier or
 * range a line, then its parts:
 * - "*": of a length known in advance, so no separator has to follow (General Specifications §7.8);
 * - components in order: N digits, X character set 82, Y set 39, Z base64url; a length, or ".."
 *   and the longest; "?" where it may be missing. Checked: c check digit, d date (day 00: the
 *   month's last), D date, Y date with century, t hour and minute, h hour, m minute or second,
 *   z zero, y 0 or 1;
 * - req=: one of these must be there too ("+": all of them, "n": any digit);
 * - ex=: none of these may be there.
 */
export const AI_TABLE = \`
${rows.join('\n')}
\`;
`);
