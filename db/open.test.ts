import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { StoreFault, type StoreFaultCode } from '../till/ports/store.ts';
import { openDatabase, openReadOnly } from './open.ts';
import { openReadStore, openStore } from './store.ts';
import { testRegister } from './testing/register.ts';
import { openShop, sellForCash } from './testing/shop.ts';
import { tempDir } from './testing/temp-dir.ts';

function faultOf(use: () => unknown): StoreFaultCode | 'none' {
  try {
    use();
    return 'none';
  } catch (error) {
    if (error instanceof StoreFault) return error.code;
    throw error;
  }
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** A closed database with a day and a sale in it. */
function soldDatabase() {
  const { store, options } = testRegister();
  store.write(openShop);
  store.write((tx) => sellForCash(tx, 100));
  store.close();
  return options;
}

test('the connection is as durable and strict as it says', () => {
  const { db, close } = openDatabase(join(tempDir(), 'till.db'));
  const pragma = (name: string): unknown => db.pragma(name, { simple: true });
  expect(pragma('journal_mode')).toBe('wal');
  expect(pragma('synchronous')).toBe(2);
  expect(pragma('foreign_keys')).toBe(1);
  expect(pragma('trusted_schema')).toBe(0);
  close();
});

describe('one writer', () => {
  test('a second register on the same file is told it is locked, also from this process', () => {
    const { store, options } = testRegister();
    store.write(openShop);
    expect(faultOf(() => openStore(options))).toBe('locked');
    store.write((tx) => sellForCash(tx, 100));
    store.close();
    const again = openStore(options);
    expect(again.read((tx) => tx.journalHead().seq)).toBe(3);
    again.close();
  });

  test('a file that somebody else has locked whole is locked, not corrupt', () => {
    const options = soldDatabase();
    const other = new Database(options.path);
    onTestFinished(() => {
      other.close();
    });
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    expect(faultOf(() => openStore(options))).toBe('locked');
  });
});

describe('a newer database', () => {
  function newerDatabase(): string {
    const { path } = soldDatabase();
    const raw = new Database(path);
    raw.pragma('user_version = 9990');
    raw.exec('CREATE TABLE from_the_future (x)');
    raw.close();
    return path;
  }

  test('is refused and not a byte of it changes', () => {
    const path = newerDatabase();
    const { options } = testRegister();
    const before = hashOf(path);
    const files = readdirSync(join(path, '..')).toSorted();
    expect(faultOf(() => openStore({ ...options, path }))).toBe('newerSchema');
    expect(faultOf(() => openReadOnly(path))).toBe('newerSchema');
    expect(hashOf(path)).toBe(before);
    expect(readdirSync(join(path, '..')).toSorted()).toEqual(files);
  });

  test('is recognised by a version that is only in the log after a crash', () => {
    const options = soldDatabase();
    const running = new Database(options.path);
    running.pragma('wal_autocheckpoint = 0');
    running.pragma('user_version = 9990');
    // What a kill leaves behind: file and log, without the closing checkpoint.
    const folder = join(tempDir(), 'crashed');
    mkdirSync(folder);
    const path = join(folder, 'till.db');
    writeFileSync(path, readFileSync(options.path));
    writeFileSync(`${path}-wal`, readFileSync(`${options.path}-wal`));
    running.close();
    const before = [hashOf(path), hashOf(`${path}-wal`)];
    expect(faultOf(() => openStore({ ...options, path }))).toBe('newerSchema');
    expect([hashOf(path), hashOf(`${path}-wal`)]).toEqual(before);
    expect(existsSync(`${path}-shm`)).toBe(false);
  });
});

describe('a damaged file', () => {
  test.each<[string, (path: string) => void]>([
    ['no SQLite file', (path) => writeFileSync(path, 'hello, this is no database'.repeat(50))],
    ['cut to half a page', (path) => truncateSync(path, 2_000)],
    ['cut in the middle', (path) => truncateSync(path, 5 * 4_096)],
    [
      'overwritten in the middle',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill(0xaa, 4_096, bytes.length - 4_096);
        writeFileSync(path, bytes);
      },
    ],
    [
      'another program’s database',
      (path) => {
        const db = new Database(path);
        db.pragma('application_id = 1');
        db.close();
      },
    ],
    [
      'an unmarked file with tables of its own',
      (path) => {
        rmSync(path);
        const db = new Database(path);
        db.exec('CREATE TABLE theirs (x)');
        db.close();
      },
    ],
  ])('%s is corrupt', (_, damage) => {
    const options = soldDatabase();
    damage(options.path);
    expect(faultOf(() => openStore(options))).toBe('corrupt');
    expect(
      faultOf(() => openStore(options)),
      'the lock was given back',
    ).toBe('corrupt');
  });

  test('that is not there cannot be read', () => {
    expect(faultOf(() => openReadStore(join(tempDir(), 'no.db')))).toBe('io');
    expect(faultOf(() => openDatabase(join(tempDir(), 'no', 'till.db')))).toBe('io');
  });
});

/** Runs as a user without rights: root may write everything. */
function withoutRoot<T>(use: () => T): T {
  if (process.getuid?.() !== 0 || process.seteuid === undefined) return use();
  process.seteuid(65_534);
  try {
    return use();
  } finally {
    process.seteuid(0);
  }
}

test('a database that may not be written is refused untouched, and opens again with the right', () => {
  const options = soldDatabase();
  const folder = join(options.path, '..');
  chmodSync(folder, 0o777);
  chmodSync(`${options.path}.lock`, 0o666);
  chmodSync(options.path, 0o444);
  const before = hashOf(options.path);
  expect(withoutRoot(() => faultOf(() => openStore(options)))).toBe('readOnly');
  expect(hashOf(options.path)).toBe(before);
  chmodSync(options.path, 0o644);
  const store = openStore(options);
  expect(store.read((tx) => tx.recentSales(9))).toHaveLength(1);
  store.close();
});
