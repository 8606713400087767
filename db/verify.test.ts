import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepareJournalReader } from './journal-rows.ts';
import { StoreFault } from '../till/ports/store.ts';
import { openStore } from './store.ts';
import { testRegister } from './testing/register.ts';
import { openShop, sellForCash } from './testing/shop.ts';
import { verifyJournal } from './verify.ts';

const TEXT_COLUMNS = [
  'id',
  'type',
  'business_day',
  'actor',
  'store_id',
  'register_id',
  'payload',
  'prev_hash',
  'hash',
] as const;
const NUMBER_COLUMNS = ['version', 'at_ms'] as const;

function journalOfFive(): { path: string; raw: Database.Database } {
  const { store, options } = testRegister();
  store.write(openShop);
  for (let n = 1; n <= 3; n += 1) store.write((tx) => sellForCash(tx, n * 100));
  store.close();
  const raw = new Database(options.path);
  raw.exec('DROP TRIGGER journal_never_updated; DROP TRIGGER journal_never_deleted');
  raw.pragma('ignore_check_constraints = ON');
  raw.pragma('foreign_keys = OFF');
  return { path: options.path, raw };
}

describe('tampering', () => {
  test('any byte of any text of any entry, changed, is found at that entry', () => {
    const { raw } = journalOfFive();
    const reader = prepareJournalReader(raw);
    expect(verifyJournal(reader)).toMatchObject({ ok: true, head: { seq: 5 } });
    const change = fc.record({
      seq: fc.integer({ min: 1, max: 5 }),
      column: fc.constantFrom(...TEXT_COLUMNS),
      at: fc.nat(),
      flip: fc.integer({ min: 1, max: 127 }),
    });
    fc.assert(
      fc.property(change, ({ seq, column, at, flip }) => {
        const select = raw.prepare<[number], string>(`SELECT ${column} FROM journal WHERE seq = ?`);
        const text = select.pluck().get(seq) ?? '';
        const bytes = Buffer.from(text, 'utf8');
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ flip;
        const changed = bytes.toString('utf8');
        fc.pre(changed !== text);
        // Made another entry's id: SQLite itself refuses that, there is nothing left to find.
        const others = raw.prepare<[string], number>(
          `SELECT count(*) FROM journal WHERE ${column} = ? AND '${column}' IN ('id', 'hash')`,
        );
        fc.pre(others.pluck().get(changed) === 0);
        const update = raw.prepare(`UPDATE journal SET ${column} = ? WHERE seq = ?`);
        update.run(changed, seq);
        try {
          expect(verifyJournal(reader)).toMatchObject({ ok: false, seq });
        } finally {
          update.run(text, seq);
        }
      }),
      { numRuns: 500 },
    );
    raw.close();
  });

  test.each(NUMBER_COLUMNS)('a changed %s is found', (column) => {
    const { raw } = journalOfFive();
    raw.exec(`UPDATE journal SET ${column} = ${column} + 1 WHERE seq = 3`);
    const verdict = verifyJournal(prepareJournalReader(raw));
    expect(verdict).toEqual({ ok: false, seq: 3, reason: 'hash' });
    raw.close();
  });

  test('an entry taken out, and one with only white space added, are found', () => {
    const { raw } = journalOfFive();
    raw.exec("UPDATE journal SET payload = payload || ' ' WHERE seq = 2");
    expect(verifyJournal(prepareJournalReader(raw))).toEqual({
      ok: false,
      seq: 2,
      reason: 'payload',
    });
    raw.exec('UPDATE journal SET payload = trim(payload) WHERE seq = 2');
    raw.exec('DELETE FROM journal WHERE seq = 3');
    const verdict = verifyJournal(prepareJournalReader(raw));
    expect(verdict).toEqual({ ok: false, seq: 4, reason: 'gap' });
    raw.close();
  });

  test('a store whose last entries were changed does not open', () => {
    const { raw } = journalOfFive();
    const path = raw.name;
    raw.exec("UPDATE journal SET actor = 'x' WHERE seq = 4");
    raw.close();
    const { options } = testRegister();
    expect(() => openStore({ ...options, path })).toThrow(StoreFault);
  });
});

describe('the journal table', () => {
  test.each([
    "UPDATE journal SET actor = 'x'",
    'DELETE FROM journal',
    'INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1',
    `INSERT INTO journal SELECT 9, '01920000-0000-7000-8000-00000000ffff', type, version, at_ms,
       business_day, actor, store_id, register_id, payload, prev_hash, upper(hash)
     FROM journal WHERE seq = 1`,
  ])('refuses %s', (sql) => {
    const { store, options } = testRegister();
    store.write(openShop);
    store.close();
    const raw = new Database(options.path);
    expect(() => raw.exec(sql)).toThrow(/append-only|no gaps/);
    raw.close();
  });
});
