import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSpool } from './spool.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tillwright-hq-spool-'));
  folder = join(parent, 'spool');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

async function* pieces() {
  yield Buffer.from('a batch');
}

it('removes what a killed process left in it, and nothing of anybody else', () => {
  mkdirSync(folder);
  for (const name of ['batch-77-3.part', 'notes.part', 'catalogue.csv']) {
    writeFileSync(join(folder, name), 'x');
  }
  openSpool(folder).close();
  expect(readdirSync(folder).toSorted()).toEqual(['catalogue.csv', 'notes.part']);
});

it('has a folder only while a batch is in it, and gives the batch twice', async () => {
  const spool = openSpool(folder);
  expect(existsSync(folder)).toBe(false);
  const batch = await spool.batch(pieces(), 'identity', 1_000);
  for (const _time of [1, 2]) expect((await buffer(batch.read())).toString()).toBe('a batch');
  expect(readdirSync(folder)).toHaveLength(1);
  await batch.remove();
  spool.close();
  expect(readdirSync(parent)).toEqual([]);
});
