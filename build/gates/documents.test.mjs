// The decisions have one form, and every link between our documents leads somewhere.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../setup/places.mjs';
import { trackedFiles } from './sources.mjs';

const files = trackedFiles();
const documents = files.filter((file) => file.endsWith('.md'));
const decisions = documents.filter((file) => /^docs\/adr\/.*\.md$/.test(file));
/** @param {string} file */
const textOf = (file) => readFileSync(path.join(projectRoot, file), 'utf8');

/** Without what is shown as code, where brackets are not links. @param {string} text */
const prose = (text) => text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, 'code');

/** The anchors GitHub makes of a document's headings. @param {string} text */
function anchorsOf(text) {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('a decision', () => {
  it('has a number of its own, in a row from 1', () => {
    const numbers = decisions.map((file) => Number(/\/(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1]));
    expect(numbers).toEqual(decisions.map((_, index) => index + 1));
  });

  it.each(decisions)('%s has status, date, context, decision and consequences', (file) => {
    const number = path.posix.basename(file).slice(0, 4);
    const [title, empty, status, , date, , ...rest] = textOf(file).split('\n');
    expect(title).toMatch(new RegExp(`^# ${number} \\S`));
    expect(empty).toBe('');
    expect(status).toMatch(/^Status: (accepted(; adds to .+)?|superseded by \[\d{4}\]\(.+\.md\))$/);
    expect(date).toMatch(/^Date: \d{4}-\d\d-\d\d$/);
    const headings = rest.filter((line) => /^##? /.test(line));
    expect(headings).toEqual(['## Context', '## Decision', '## Consequences']);
    const sections = rest
      .join('\n')
      .split(/^## .*$/m)
      .slice(1);
    expect(sections.filter((section) => section.trim() === '')).toEqual([]);
  });
});

describe('a link', () => {
  it('is looked for', () => {
    const all = documents.flatMap((file) => [...prose(textOf(file)).matchAll(/\]\(/g)]);
    expect(all.length).toBeGreaterThan(50);
  });

  it.each(documents)('of %s leads to a file, and to a heading that is there', (file) => {
    const links = [...prose(textOf(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(
      ([, link = '']) => link,
    );
    const lost = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [place = '', anchor] = link.split('#', 2);
      const target = place === '' ? file : path.posix.join(path.posix.dirname(file), place);
      const isThere = files.some((each) => each === target || each.startsWith(`${target}/`));
      if (!isThere || anchor === undefined) return !isThere;
      return !anchorsOf(textOf(target)).includes(anchor);
    });
    expect(lost).toEqual([]);
  });
});
