// Gate: commits say what changed where, and why. Those since the recorded one are looked at; a
// clone that does not reach back to it (a shallow one) has nothing to check.
import { spawnSync } from 'node:child_process';
import { projectRoot } from '../setup/places.mjs';

/** The last commit from before the rule was checked. */
const BEFORE_THE_RULE = '53dd54d934a91ae49d640be371f8ff76d4dc566b';
const LONGEST_SUBJECT = 72;
const areaAndChange = /^[a-z0-9][\w .,/-]*: \S/;

/**
 * What is wrong with a commit's message; empty when nothing is.
 * @param {string} message
 * @returns {string[]}
 */
export function messageFaults(message) {
  const [subject = '', blank = '', ...body] = message.trimEnd().split('\n');
  const faults = [];
  if (!areaAndChange.test(subject)) faults.push('its first line is not `area: what changed`');
  if (subject.length > LONGEST_SUBJECT) {
    faults.push(`its first line has ${subject.length} characters, at most ${LONGEST_SUBJECT}`);
  }
  if (blank !== '') faults.push('its second line is not empty');
  if (body.join('').trim() === '') faults.push('it has no body that says why');
  return faults;
}

/** @param {string} folder @param {readonly string[]} args */
function git(folder, args) {
  const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
  const { status, stdout, stderr } = spawnSync('git', args, options);
  return { ok: status === 0, text: stdout.toString('utf8'), error: stderr.toString('utf8') };
}

/**
 * Looks at the commits after `base`, merges apart. None where `base` is not in the history.
 * @param {string} folder
 * @param {string} base
 * @returns {import('./tool.mjs').GateResult}
 */
export function lookAtCommits(folder, base) {
  // The recorded commit counts as looked at, or as looked for.
  if (!git(folder, ['merge-base', '--is-ancestor', base, 'HEAD']).ok)
    return { looked: 1, failures: [] };
  const log = git(folder, ['log', '-z', '--no-merges', '--format=%h %B', `${base}..HEAD`]);
  if (!log.ok) throw new Error(`git log failed: ${log.error}`);
  const commits = log.text.split('\0').filter((each) => each !== '');
  const failures = commits.flatMap((each) => {
    const [hash = ''] = each.split(' ', 1);
    return messageFaults(each.slice(hash.length + 1)).map((fault) => `${hash}: ${fault}`);
  });
  return { looked: commits.length + 1, failures };
}

/** @type {import('./tool.mjs').Gate} */
export const commitsGate = {
  name: 'commits',
  run: () => Promise.resolve(lookAtCommits(projectRoot, BEFORE_THE_RULE)),
};
