import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { migrations } from '../../db/migrations/all.ts';
import type { Migration } from '../../db/migrations/migration.ts';
import { openDatabase, openReadOnly } from '../../db/open.ts';
import { openScratch } from '../../db/scratch.ts';
import { testRegister } from '../../db/testing/register.ts';
import { openShop, sellForCash } from '../../db/testing/shop.ts';
import { tempDir } from '../../db/testing/temp-dir.ts';
import { StoreFault } from '../../till/ports/store.ts';

const HEAD = migrations.at(-1)?.version ?? 0;

/** A step that no release has: what the next migration will do to a shop's database. */
const NEXT: Migration = {
  version: HEAD + 10,
  name: 'next',
  sql: "ALTER TABLE sale ADD COLUMN note TEXT NOT NULL DEFAULT '';",
};

const BROKEN: Migration = {
  version: HEAD + 10,
  name: 'broken',
  sql: 'CREATE TABLE half (x) STRICT; THIS IS NO SQL;',
};

function schemaOf(db: Pick<Database.Database, 'prepare'>): unknown[] {
  return db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A closed database of today's schema with two sales. */
function shopDatabase(): string {
  const { store, options } = testRegister();
  store.write(openShop);
  store.write((tx) => sellForCash(tx, 100));
  store.write((tx) => sellForCash(tx, 250));
  store.close();
  return options.path;
}

describe('steps', () => {
  test.each(migrations.map((one, index) => [one.version, index] as const))(
    'from before %i to head gives the same schema as from zero',
    (_, index) => {
      const path = join(tempDir(), 'till.db');
      openDatabase(path, migrations.slice(0, index)).close();
      const stepped = openDatabase(path);
      const fresh = openScratch();
      expect(schemaOf(stepped.db)).toEqual(schemaOf(fresh.db));
      expect(stepped.db.pragma('user_version', { simple: true })).toBe(HEAD);
      expect(stepped.db.pragma('integrity_check', { simple: true })).toBe('ok');
      stepped.close();
      fresh.close();
    },
  );

  test('every table is STRICT', () => {
    const { db, close } = openScratch();
    const loose = db
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0",
      )
      .pluck()
      .all();
    close();
    // SQLite's own two.
    expect(new Set(loose)).toEqual(new Set(['sqlite_schema', 'sqlite_sequence']));
  });

  test('a step keeps the rows, and a copy of the database as it was before', () => {
    const path = shopDatabase();
    const { db, close } = openDatabase(path, [...migrations, NEXT]);
    expect(db.prepare('SELECT total_minor, note FROM sale ORDER BY seq').all()).toEqual([
      { total_minor: 100, note: '' },
      { total_minor: 250, note: '' },
    ]);
    close();
    const copy = openReadOnly(`${path}.before-${NEXT.version}`);
    expect(copy.pragma('user_version', { simple: true })).toBe(HEAD);
    expect(copy.prepare('SELECT count(*) FROM sale').pluck().get()).toBe(2);
    copy.close();
  });

  test('a step that fails leaves the step before it', () => {
    const path = shopDatabase();
    expect(() => openDatabase(path, [...migrations, BROKEN])).toThrow();
    const { db, close } = openDatabase(path);
    expect(db.pragma('user_version', { simple: true })).toBe(HEAD);
    const half = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get();
    expect(half).toBeUndefined();
    close();
  });

  test('numbers that do not rise are a bug', () => {
    const path = join(tempDir(), 'till.db');
    expect(() => openDatabase(path, [NEXT, NEXT])).toThrow('comes after');
  });

  test('today’s program refuses the next one’s database and does not touch it', () => {
    const path = shopDatabase();
    openDatabase(path, [...migrations, NEXT]).close();
    const before = hashOf(path);
    const files = readdirSync(join(path, '..')).toSorted();
    expect(() => openDatabase(path)).toThrow(StoreFault);
    expect(() => openDatabase(path)).toThrow('newer version');
    expect(hashOf(path)).toBe(before);
    expect(readdirSync(join(path, '..')).toSorted()).toEqual(files);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  test('a step that breaks a reference is found before anything is sold on it', () => {
    const path = shopDatabase();
    const orphan: Migration = {
      version: HEAD + 10,
      name: 'orphan',
      sql: 'PRAGMA defer_foreign_keys = ON; CREATE TABLE loose (x TEXT REFERENCES sale (sale_id)) STRICT;',
    };
    const raw = new Database(path);
    raw.pragma('foreign_keys = OFF');
    raw.exec(
      "UPDATE print_job SET sale_id = 'nobody' WHERE seq = (SELECT min(seq) FROM print_job)",
    );
    raw.close();
    expect(() => openDatabase(path, [...migrations, orphan])).toThrow('leads nowhere');
  });

  test('a day told by its date becomes one told by its number, with its shift and sales', () => {
    const path = join(tempDir(), 'till.db');
    const before = migrations.findIndex(({ version }) => version === 140);
    const old = openDatabase(path, migrations.slice(0, before));
    old.db.exec(`
      INSERT INTO business_day VALUES ('2026-03-01', 'closed', 1, 10, 9, 1);
      INSERT INTO business_day VALUES ('2026-03-02', 'open', 10, 20, NULL, NULL);
      INSERT INTO shift VALUES ('s1', '2026-03-01', '1', 'closed', 0, 100, 2, 11, 8, 100, 100, 0);
      INSERT INTO shift VALUES ('s2', '2026-03-02', '1', 'open', 0, 250, 11, 21, NULL, NULL, NULL, NULL);
      INSERT INTO sale VALUES (3, 'a', 'b1', 'R-1', 1, 12, '2026-03-01', 's1', '1', 'CNY', 'inside',
        100, 0, 0, 100, 0, 1);
      INSERT INTO sale VALUES (12, 'c', 'b2', 'R-2', 2, 22, '2026-03-02', 's2', '1', 'CNY', 'inside',
        250, 0, 0, 250, 0, 1);
      INSERT INTO print_job VALUES (4, 'a', 0, 1), (13, 'c', 0, 0);
    `);
    const rowsOf = (db: Pick<Database.Database, 'prepare'>) =>
      ['sale', 'shift', 'print_job'].map((table) =>
        db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all(),
      );
    const kept = rowsOf(old.db);
    old.close();
    const { db, close } = openDatabase(path);
    expect(rowsOf(db)).toEqual(kept);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    // The date may now come a second time; a second open day still may not.
    db.exec(`UPDATE business_day SET state = 'closed', closed_seq = 14, z_number = 2
      WHERE state = 'open';
      INSERT INTO business_day VALUES (15, '2026-03-02', 'open', 30, NULL, NULL);`);
    expect(() =>
      db.exec("INSERT INTO business_day VALUES (16, '2026-03-03', 'open', 40, NULL, NULL)"),
    ).toThrow('UNIQUE');
    close();
  });
});
