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

test('tail and show tell what happened, while the register runs', async () => {
  const { db } = await shop();
  const all = run('tail', '--db', db);
  expect(all.code).toBe(0);
  expect(all.said.split('\n')).toHaveLength(3);
  const [newest = ''] = run('tail', '--db', db, '--count', '1').said.split('\n');
  expect(newest).toMatch(/^ +3 {2}\d{4}-\d\d-\d\dT[\d:.]+Z {2}sale\.completed {2}\S+ {2}\{"/);
  expect(all.said.endsWith(newest)).toBe(true);
  const entry = run('show', '--db', db, '--seq', '3');
  expect(entry.code).toBe(0);
  expect(entry.said).toMatch(/^seq: 3$/m);
  expect(entry.said).toMatch(/^hash: [0-9a-f]{64}$/m);
  expect(entry.said).toMatch(/^payload: \{\n {2}"/m);
});

test('show names the newest where there is no such entry, and shows a payload that is not JSON', async () => {
  const { db, store } = await shop();
  expect(run('show', '--db', db, '--seq', '4')).toEqual({
    code: 2,
    said: 'There is no entry 4: the newest is 3.',
  });
  store.close();
  const raw = new Database(db);
  raw.exec('DROP TRIGGER journal_never_updated; PRAGMA ignore_check_constraints = ON');
  raw.exec("UPDATE journal SET payload = '{cut' WHERE seq = 3");
  raw.close();
  expect(run('show', '--db', db, '--seq', '3').said).toMatch(/^payload: \{cut$/m);
  expect(run('tail', '--db', db, '--count', '1').said).toMatch(/ {2}\{cut$/);
});

test.each([
  [[], 2],
  [['verify'], 2],
  [['verify', '--db', 'a', 'more'], 2],
  [['dance'], 2],
  [['verify', '--nonsense'], 2],
  [['export', '--db', 'nowhere.db', '--from', '-1'], 2],
  [['tail', '--db', 'nowhere.db', '--count', '0'], 2],
  [['show', '--db', 'nowhere.db'], 2],
  [['tail', '--db', join('no', 'such', 'file.db')], 3],
  [['--help'], 0],
  [['verify', '--db', join('no', 'such', 'file.db')], 3],
  [['restore', '--from', join('no', 'such', 'copy'), '--to', join('no', 'such', 'file.db')], 3],
] as const)('%j ends with %i and a sentence', (args, code) => {
  const result = run(...args);
  expect(result.code).toBe(code);
  expect(result.said.length).toBeGreaterThan(20);
});
