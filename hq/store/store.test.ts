import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../log.ts';
import { openOffice } from '../office.ts';
import { receiveUpload } from '../receive-upload.ts';
import { DATABASE_KINDS, type Databases, startDatabases } from '../test-kit/databases.ts';
import { makeRegister, type TestRegister } from '../test-kit/journal.ts';
import { type UploadSource, bytesSource } from '../upload/upload-source.ts';
import { pullLines } from '../pull.ts';
import { listAlarms, raiseAlarm } from './alarms.ts';
import { entriesOfRegister, pullEntries } from './entries.ts';
import { NewerDatabaseError } from './migrate.ts';
import { enrolRegisterKey } from './registers.ts';
import { integerOf } from './sql.ts';

describe.each(DATABASE_KINDS)('the store on %s', { timeout: 120_000 }, (kind) => {
  let databases: Databases;

  beforeAll(async () => {
    databases = await startDatabases(kind);
  }, 120_000);

  afterAll(() => databases.close(), 60_000);

  it('keeps key and rows, and migrates once', async () => {
    const where = await databases.fresh();
    const first = await openOffice(where, silentLog);
    await first.close();
    const second = await openOffice(where, silentLog);
    expect(second.key).toEqual(first.key);
    const rows = await second.sql.query('SELECT version FROM schema_version ORDER BY version');
    await second.close();
    expect(rows.map((row) => integerOf(row, 'version'))).toEqual([10]);
  });

  it('refuses a database from a newer version and leaves it untouched', async () => {
    const where = await databases.fresh();
    await (await openOffice(where, silentLog)).close();
    const before = await databases.open(where);
    await before.query('INSERT INTO schema_version (version, applied_at_ms) VALUES (99999, 1)');
    await before.query('DROP TABLE head_office');
    await before.close();
    await expect(openOffice(where, silentLog)).rejects.toBeInstanceOf(NewerDatabaseError);
    const after = await databases.open(where);
    const tables = await after.query(
      "SELECT count(*) AS n FROM information_schema.tables WHERE table_name = 'head_office'",
    );
    await after.close();
    expect(tables.map((row) => integerOf(row, 'n'))).toEqual([0]);
  });

  it('keeps the first hundred alarms of a kind, and counts what follows', async () => {
    const office = await openOffice(await databases.fresh(), silentLog);
    const raise = (content: number, kind: 'range' | 'fork' = 'range') => {
      const what = { kind, batchNo: 1, contentSha256: `content ${content}`, message: 'no' };
      return raiseAlarm(office.sql, { storeId: 'S001', registerId: '1', ...what }, content);
    };
    for (let content = 1; content <= 103; content += 1) await raise(content);
    await raise(1);
    await raise(104, 'fork');
    const alarms = await listAlarms(office.sql, 0, 1_000);
    await office.close();
    const seen = alarms.map(({ kind, times, firstAtMs }) => `${kind} ${firstAtMs} ×${times}`);
    expect(seen).toHaveLength(102);
    expect(seen).toEqual(
      expect.arrayContaining(['range 1 ×2', 'range 100 ×1', 'range 101 ×3', 'fork 104 ×1']),
    );
  });

  it('does not pass over an entry that is missing', async () => {
    const office = await openOffice(await databases.fresh(), silentLog);
    const register = makeRegister('S001', '1');
    register.openDay();
    register.sell(3);
    const { storeId, registerId } = register;
    await office.sql.transaction((tx) => enrolRegisterKey(tx, register, 1));
    const { body, manifest } = register.cut();
    await receiveUpload(office, bytesSource(Buffer.from(body), 'identity', 1_000_000), null);
    const read = async (pieces: AsyncIterable<unknown>) => {
      for await (const _piece of pieces);
    };
    for (const missing of [manifest.to, 2]) {
      await office.sql.query('DELETE FROM entry WHERE seq = $1', [missing]);
      const { lines } = await pullLines(office.sql, 0, 100);
      await expect(read(lines)).rejects.toThrow('no entry at');
      const own = entriesOfRegister(office.sql, storeId, registerId, 1, manifest.to);
      await expect(read(own)).rejects.toThrow('not all entries');
    }
    await office.close();
  });

  it('undoes a transaction that throws', async () => {
    const where = await databases.fresh();
    const office = await openOffice(where, silentLog);
    const broken = office.sql.transaction(async (tx) => {
      await tx.query('INSERT INTO store (store_id, created_at_ms) VALUES ($1, 1)', ['S9']);
      throw new Error('power cut');
    });
    await expect(broken).rejects.toThrow('power cut');
    const rows = await office.sql.query('SELECT store_id FROM store');
    await office.close();
    expect(rows).toEqual([]);
  }, 60_000);
});

describe('the feed on PostgreSQL', { timeout: 60_000 }, () => {
  let databases: Databases;

  beforeAll(async () => {
    databases = await startDatabases('PostgreSQL');
  }, 120_000);

  afterAll(() => databases.close(), 60_000);

  it('never lets a later cursor be seen before an earlier one', async () => {
    const office = await openOffice(await databases.fresh(), silentLog);
    const { sql } = office;
    const slow = await enrolled('1');
    const quick = await enrolled('2');

    // A batch whose transaction has its cursors but has not committed yet.
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let holding = () => {};
    const reached = new Promise<void>((resolve) => {
      holding = resolve;
    });
    let transactions = 0;
    const slowReception = {
      ...office,
      sql: {
        ...sql,
        transaction: <T>(work: (tx: typeof sql) => Promise<T>) =>
          sql.transaction(async (tx) => {
            const result = await work({ ...sql, ...tx });
            transactions += 1;
            // In the first only the header is looked at.
            if (transactions === 1) return result;
            holding();
            await held;
            return result;
          }),
      },
    };
    const slowUpload = receiveUpload(slowReception, batchOf(slow), slow);
    await reached;
    const quickUpload = receiveUpload(office, batchOf(quick), quick);
    await untilBlocked();
    expect(await pullEntries(sql, 0, 100)).toEqual([]);
    finish();
    expect((await slowUpload).ok).toBe(true);
    expect((await quickUpload).ok).toBe(true);
    const seen = await pullEntries(sql, 0, 100);
    expect(seen.map(({ cursor }) => cursor)).toEqual([1, 2, 3, 4]);
    expect(seen.map(({ raw }) => /"registerId":"(\d)"/.exec(raw)?.[1])).toEqual([
      '1',
      '1',
      '2',
      '2',
    ]);
    await office.close();

    async function enrolled(registerId: string): Promise<TestRegister> {
      const register = makeRegister('S001', registerId);
      register.openDay();
      await sql.transaction((tx) => enrolRegisterKey(tx, register, 1));
      return register;
    }

    /** Resolves when some transaction waits for another's row. */
    async function untilBlocked(): Promise<void> {
      for (;;) {
        const [row] = await sql.query('SELECT count(*) AS n FROM pg_locks WHERE NOT granted');
        if (row !== undefined && integerOf(row, 'n') > 0) return;
      }
    }
  }, 60_000);
});

function batchOf(register: TestRegister): UploadSource {
  const bytes = new TextEncoder().encode(register.cut().body);
  return bytesSource(bytes, 'identity', bytes.length);
}
