import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAtCommits, messageFaults } from './commits.mjs';

describe('a commit’s message', () => {
  it('names the area and says why', () => {
    expect(messageFaults('second copy: known by its disk\n\nA stick was mistaken.\n')).toEqual([]);
    expect(messageFaults('hq/http, docs: one answer at a time\n\nWhy.\n\nMore.\n')).toEqual([]);
  });

  it.each([
    ['Mend things\n\nWhy.\n', 'area: what changed'],
    ['till:mend things\n\nWhy.\n', 'area: what changed'],
    [`till: ${'x'.repeat(67)}\n\nWhy.\n`, '73 characters'],
    ['till: mend things\nWhy.\n', 'second line'],
    ['till: mend things\n', 'no body'],
    ['till: mend things\n\n\n', 'no body'],
  ])('%j is refused: %s', (message, fault) => {
    expect(messageFaults(message).join('\n')).toContain(fault);
  });
});

describe('the commits since the recorded one', () => {
  let root = '';
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'tillwright-commits-'));
    git('.', 'init', '-q', 'first');
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  /** @param {string} folder @param {...string} args */
  function git(folder, ...args) {
    const person = ['-c', 'user.name=Kim', '-c', 'user.email=kim@example.org'];
    const all = [...person, '-c', 'commit.gpgsign=false', ...args];
    return execFileSync('git', all, { cwd: path.join(root, folder), encoding: 'utf8' }).trim();
  }
  /** @param {string} message */
  function commit(message) {
    git('first', 'commit', '-q', '--allow-empty', '-m', message);
    return git('first', 'rev-parse', 'HEAD');
  }

  it('are looked at, and none before', () => {
    commit('Wrong but old');
    const base = commit('Also wrong');
    expect(lookAtCommits(path.join(root, 'first'), base)).toEqual({ looked: 1, failures: [] });
    commit('till: right\n\nWhy.');
    const wrong = commit('Wrong').slice(0, 7);
    const { looked, failures } = lookAtCommits(path.join(root, 'first'), base);
    expect(looked).toBe(3);
    expect(failures).toEqual([
      expect.stringMatching(`^${wrong}: its first line`),
      expect.stringMatching(`^${wrong}: it has no body`),
    ]);
  });

  it('are none in a shallow clone that does not reach back to it', () => {
    const base = commit('Old');
    commit('Wrong');
    commit('Wrong too');
    const source = pathToFileURL(path.join(root, 'first')).href;
    git('.', 'clone', '-q', '--depth', '1', source, 'shallow');
    expect(lookAtCommits(path.join(root, 'shallow'), base)).toEqual({ looked: 1, failures: [] });
    expect(lookAtCommits(path.join(root, 'first'), base).failures).toHaveLength(4);
  });
});
