import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tillwright-hq-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('never outgrows its four files of 10 MB while it is written, and keeps the newest', () => {
  const log = openLogFile(join(folder, 'head-office.log'), () => {});
  expect(readdirSync(folder)).toEqual([]);
  const long = 'x'.repeat(1_000_000);
  for (let line = 1; line <= 60; line += 1) log.info(`line ${line}`, { long });
  const files = readdirSync(folder).toSorted();
  expect(files).toEqual(['head-office.log', ...[1, 2, 3].map((n) => `head-office.log.${n}`)]);
  for (const file of files) {
    expect(statSync(join(folder, file)).size).toBeLessThanOrEqual(10 * 1024 * 1024);
  }
  expect(readFileSync(join(folder, 'head-office.log'), 'utf8')).toContain('"msg":"line 60"');
});

it('says errors aloud as well', () => {
  const said: string[] = [];
  const log = openLogFile(join(folder, 'head-office.log'), (line) => said.push(line));
  log.warn('a warning');
  log.error('request failed', { id: '7' });
  expect(said).toEqual([`request failed: see ${join(folder, 'head-office.log')}\n`]);
});
