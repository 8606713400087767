import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openScratch } from '../../db/scratch.ts';

/** Tables that no statement of the program asks for: what they keep from being stored is their use. */
const HELD_BY_CONSTRAINT: Readonly<Record<string, string>> = {
  sale_line: 'a return of more than was sold fails',
};

const root = new URL('../../db/', import.meta.url);
const program = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|^(?:testing|migrations)\//.test(path))
  .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }));

/** Who asks a table for something; emptying it is no reading. */
function readersOf(table: string): string[] {
  const asks = new RegExp(`(?<!DELETE )\\b(?:FROM|JOIN)\\s+${table}\\b`);
  return program.filter(({ text }) => asks.test(text)).map(({ path }) => path);
}

test('every table has a reader, or keeps something from being stored', () => {
  const { db, close } = openScratch();
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .all();
  close();
  expect(tables.length).toBeGreaterThan(20);
  const unread = tables.filter((table) => readersOf(table).length === 0);
  expect(unread).toEqual(Object.keys(HELD_BY_CONSTRAINT));
});

test('a table that is only filled and emptied has no reader', () => {
  expect(readersOf('sale')).toContain('repo/sale.ts');
  expect(readersOf('sale_line')).toEqual([]);
});
