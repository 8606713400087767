import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ALL_LUCK,
  layOutAfterCut,
  NO_LUCK,
  type Luck,
} from '../../host/test-kit/disk-after-cut.ts';
import { chance, DRAWN, fickle, SEED } from '../../host/test-kit/drawn-luck.ts';
import { RecordedDisk } from '../../host/test-kit/recorded-disk.ts';
import { openPglite } from './pglite.ts';
import { integerOf, type Sql } from './sql.ts';
import { withEmptyDatabase } from '../test-kit/empty-database.ts';

const MIB = 1024 * 1024;
/** A transaction of about this much log. */
const ROW_BYTES = 200_000;

describe('the log of the embedded database', { timeout: 240_000 }, () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'tillwright-hq-log-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('stays short while head office runs for months', async () => {
    const database = join(await withEmptyDatabase(join(folder, 'months')), 'db');
    const db = await openPglite(database, { checkpointBytes: 4 * MIB });
    await makeTable(db);
    for (let day = 0; day < 100; day += 1) await writeRows(db, day, 5);
    expect(await logWritten(db)).toBeGreaterThan(100 * MIB);
    expect(logOnDisk(database)).toBeLessThan(64 * MIB);
    await db.close();
  });

  it('loses nothing when the power goes around a checkpoint', async () => {
    const database = join(await withEmptyDatabase(join(folder, 'cut')), 'db');
    const base = join(folder, 'base');
    const made = await openPglite(database);
    await makeTable(made);
    await made.close();
    fs.cpSync(database, base, { recursive: true });

    const disk = new RecordedDisk(database);
    const db = await openPglite(database, { checkpointBytes: MIB / 2 });
    /** What the disk had been asked for when each row was committed. */
    const moments: number[] = [];
    for (let row = 0; row < 12; row += 1) {
      await writeRows(db, row, 1);
      moments.push(disk.changes.length);
    }
    const changes = [...disk.changes];
    disk.stop();
    await db.close();

    async function expectRows(moment: number, luck: Luck): Promise<void> {
      const after = join(folder, 'after');
      layOutAfterCut(base, after, changes.slice(0, moment), luck);
      const committed = moments.filter((each) => each <= moment).length;
      const opened = await openPglite(after);
      const [found] = await opened.query(
        'SELECT count(*) AS rows, coalesce(sum(length(body)), 0) AS bytes FROM kept',
      );
      await opened.close();
      fs.rmSync(after, { recursive: true });
      expect(found && integerOf(found, 'rows')).toBeGreaterThanOrEqual(committed);
      expect(found && integerOf(found, 'bytes')).toBeGreaterThanOrEqual(committed * ROW_BYTES);
    }

    await expectRows(changes.length, ALL_LUCK);
    await expectRows(changes.length, NO_LUCK);
    const draw = chance(SEED + 2);
    for (let round = 0; round < 4 * DRAWN; round += 1) {
      await expectRows(Math.floor(draw() * (changes.length + 1)), fickle(draw));
    }
  });
});

async function makeTable(db: Sql): Promise<void> {
  await db.query('CREATE TABLE kept (day integer NOT NULL, body text STORAGE EXTERNAL NOT NULL)');
}

async function writeRows(db: Sql, day: number, count: number): Promise<void> {
  const body = 'abcdefghij'.repeat(ROW_BYTES / 10);
  await db.transaction(async (tx) => {
    for (let row = 0; row < count; row += 1) {
      await tx.query('INSERT INTO kept (day, body) VALUES ($1, $2)', [day, body]);
    }
  });
}

async function logWritten(db: Sql): Promise<number> {
  const [row] = await db.query(`SELECT (pg_current_wal_insert_lsn() - '0/0')::text AS bytes`);
  return row === undefined ? 0 : integerOf(row, 'bytes');
}

function logOnDisk(database: string): number {
  const log = join(database, 'pg_wal');
  const files = fs.readdirSync(log, { withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((bytes, { name }) => bytes + fs.statSync(join(log, name)).size, 0);
}
