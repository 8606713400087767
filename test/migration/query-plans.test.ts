import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedDatabase } from '../../db/open.ts';
import { ITEM_SQL } from '../../db/repo/item.ts';
import { openScratch } from '../../db/scratch.ts';
import { prepareReadTx } from '../../db/transactions.ts';

let opened: OpenedDatabase;
beforeAll(() => {
  opened = openScratch();
});
afterAll(() => {
  opened.close();
});

function planOf(sql: string): string[] {
  const parameters = [...sql.matchAll(/\?/g)].map(() => null);
  return opened.db
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters)
    .map((row) => row.detail);
}

/** Every statement that reading prepares. */
function statements(): readonly string[] {
  const seen: string[] = [];
  prepareReadTx({
    name: '',
    open: true,
    inTransaction: false,
    prepare: (sql: string) => {
      seen.push(sql);
      return opened.db.prepare(sql);
    },
  });
  return seen;
}

/** People, parked baskets, one row a day: what stays small in ten years of selling. */
const SMALL = /^SCAN (operator|o|open_basket|grand_total|batch)\b/;

/** Partial indexes that hold only what is open or waiting. */
const OPEN_ONLY =
  / INDEX (\w+_one_open|print_job_waiting|slip_waiting|batch_not_acknowledged|item_quick)\b/;

function isBounded(step: string, sql: string): boolean {
  if (step === 'SCAN CONSTANT ROW' || SMALL.test(step) || OPEN_ONLY.test(step)) return true;
  // Parked baskets, in order of their entries.
  if (sql.includes('FROM suspended_basket s')) return true;
  // The catalogue's rates: asked at a start and after a new catalogue, never while selling.
  if (sql.startsWith('SELECT DISTINCT tax_code')) return true;
  // In the order of an index or of the key, ended by the first rows.
  return /\bLIMIT\b/.test(sql) && sql.includes('ORDER BY');
}

describe('query plans', () => {
  test.each([
    ['scan', ITEM_SQL.byCode, 'SEARCH c USING PRIMARY KEY (code=?)'],
    ['PLU', ITEM_SQL.byPlu, 'SEARCH item USING INDEX item_plu (plu=?)'],
    ['search by name', ITEM_SQL.byTerm, 'SEARCH t USING PRIMARY KEY (term>? AND term<?)'],
    ['search by code', ITEM_SQL.byCodeStart, 'SEARCH c USING PRIMARY KEY (code>? AND code<?)'],
    ['search by PLU', ITEM_SQL.byPluStart, 'SEARCH item USING INDEX item_plu (plu>? AND plu<?)'],
    ['quick keys', ITEM_SQL.quick, 'SCAN item USING INDEX item_quick'],
  ])('%s uses its index and sorts nothing', (_, sql, expected) => {
    const plan = planOf(sql);
    expect(plan).toContain(expected);
    expect(plan.join('\n')).not.toContain('TEMP B-TREE');
  });

  test('no statement of a read walks through a table that grows', () => {
    const seen = statements();
    expect(seen.length).toBeGreaterThan(30);
    const walks = seen.flatMap((sql) =>
      planOf(sql.replaceAll(/@\w+/g, '?'))
        .filter((step) => step.startsWith('SCAN') && !isBounded(step, sql))
        .map((step) => `${step} in ${sql}`),
    );
    expect(walks).toEqual([]);
  });

  test.each(['SELECT count(*) AS transactions', 'SELECT a.attempt_id, a.way, a.state'])(
    'the open card batch (%s …) is read by its index, not the years before it',
    (start) => {
      const sql = statements().find((each) => each.trim().startsWith(start)) ?? '';
      const plan = planOf(sql.replaceAll(/@\w+/g, '?'));
      expect(plan.filter((step) => step.includes('payment_attempt_batch'))).toEqual([
        expect.stringMatching(/^SEARCH .* \(terminal_id=\? AND intended_seq>\?\)$/),
      ]);
      expect(plan.join('\n')).not.toContain('TEMP B-TREE');
    },
  );

  test.each([
    ['journal tail', 'SELECT * FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?'],
    [
      'entries of a day',
      'SELECT * FROM journal WHERE business_day = ? AND seq >= ? ORDER BY seq LIMIT ?',
    ],
  ])('%s is a search in order', (_, sql) => {
    const plan = planOf(sql).join('\n');
    expect(plan).toMatch(/^SEARCH journal USING (INTEGER PRIMARY KEY|INDEX journal_day)/);
    expect(plan).not.toContain('TEMP B-TREE');
  });
});
