import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { runJournalCli } from './journal-cli.ts';
import { readCopy } from './copy-file.ts';
import { testRegister } from './testing/register.ts';
import { openShop, sellForCash } from './testing/shop.ts';
import { tempDir } from './testing/temp-dir.ts';

function run(...args: string[]): { code: number; said: string } {
  const said: string[] = [];
  const code = runJournalCli(args, (line) => {
    said.push(line);
  });
  return { code, said: said.join('\n') };
}

async function shop() {
  const copy = join(tempDir(), 'journal.jsonl');
  const register = testRegister({ secondCopyPath: copy });
  register.store.write(openShop);
  register.store.write((tx) => sellForCash(tx, 100));
  await register.store.settled();
  return { db: register.options.path, copy, store: register.store };
}

test('verify proves the journal and its copy while the register runs', async () => {
  const { db, copy } = await shop();
  const result = run('verify', '--db', db, '--copy', copy);
  expect(result.code).toBe(0);
  expect(result.said).toContain('3 entries, chain whole');
  writeFileSync(copy, readFileSync(copy, 'utf8').replace('"float', '"flaot'));
  expect(run('verify', '--db', db, '--copy', copy)).toMatchObject({ code: 1 });
});

test('rebuild --check finds a changed table, rebuild makes it right', async () => {
  const { db, store } = await shop();
  expect(run('rebuild', '--check', '--db', db).code).toBe(0);
  expect(run('rebuild', '--db', db)).toMatchObject({ code: 3 });
  store.close();
  const raw = new Database(db);
  raw.exec('UPDATE grand_total SET sales_minor = 1');
  raw.close();
  const check = run('rebuild', '--check', '--db', db);
  expect(check.code).toBe(1);
  expect(check.said).toContain('grand_total, row 0');
  expect(run('rebuild', '--db', db).code).toBe(0);
  expect(run('rebuild', '--check', '--db', db).code).toBe(0);
});

test('restore and export', async () => {
  const { db, copy } = await shop();
  const target = join(tempDir(), 'restored.db');
  expect(run('restore', '--from', copy, '--to', target).code).toBe(0);
  expect(run('verify', '--db', target).code).toBe(0);
  const out = join(tempDir(), 'all.jsonl');
  expect(run('export', '--db', db, '--out', out).code).toBe(0);
  expect(readFileSync(out).equals(readFileSync(copy))).toBe(true);
  const some = join(tempDir(), 'some.jsonl');
  expect(run('export', '--db', db, '--from', '2', '--to', '2', '--out', some).code).toBe(0);
  expect(readFileSync(some, 'utf8').split('\n')).toHaveLength(2);
  expect(readCopy(some, () => undefined)).toMatchObject({ ok: false, reason: 'gap' });
});

test.each([
  [[], 2],
  [['verify'], 2],
  [['verify', '--db', 'a', 'more'], 2],
  [['dance'], 2],
  [['verify', '--nonsense'], 2],
  [['export', '--db', 'nowhere.db', '--from', '-1'], 2],
  [['--help'], 0],
  [['verify', '--db', join('no', 'such', 'file.db')], 3],
  [['restore', '--from', join('no', 'such', 'copy'), '--to', join('no', 'such', 'file.db')], 3],
] as const)('%j ends with %i and a sentence', (args, code) => {
  const result = run(...args);
  expect(result.code).toBe(code);
  expect(result.said.length).toBeGreaterThan(20);
});
