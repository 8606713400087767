import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { StoreFault } from '../till/ports/store.ts';
import { lineOf } from './entry-line.ts';
import { openReadOnly } from './open.ts';
import { restoreFromCopy } from './restore.ts';
import { chainOf } from './testing/chain.ts';
import { testRegister } from './testing/register.ts';
import { openShop, saleFor, sellForCash } from './testing/shop.ts';
import { tempDir } from './testing/temp-dir.ts';

/** A copy of a day with two sales, as lines, and where a database is to be made of it. */
function aCopy() {
  const { store } = testRegister();
  store.write(openShop);
  for (const amountMinor of [100, 200]) store.write((tx) => sellForCash(tx, amountMinor));
  const lines = store.read((tx) => tx.entries(1, 4)).map(lineOf);
  const path = join(tempDir(), 'journal.jsonl');
  const target = join(tempDir(), 'restored.db');
  const restore = (text: string) => {
    writeFileSync(path, text);
    return restoreFromCopy(path, target);
  };
  return { lines, path, target, restore, beside: () => readdirSync(dirname(target)) };
}

function salesIn(path: string): unknown[] {
  const db = openReadOnly(path);
  try {
    return db.prepare('SELECT total_minor FROM sale ORDER BY seq').pluck().all();
  } finally {
    db.close();
  }
}

describe('a database made of a copy', () => {
  test('is one file, whole, with journal and read tables', () => {
    const { lines, target, restore, beside } = aCopy();
    expect(restore(lines.join(''))).toMatchObject({ copy: { ok: true, torn: false }, misfits: [] });
    expect(beside()).toEqual(['restored.db']);
    expect(salesIn(target)).toEqual([100, 200]);
  });

  test('says which entries state what those before do not make, and has them all the same', () => {
    const { target, restore } = aCopy();
    const { store } = testRegister();
    store.write(openShop);
    const sale = store.write((tx) => saleFor(tx, { amountMinor: 100 }));
    const entries = chainOf(
      [{ type: 'sale.completed', payload: { ...sale, receiptSeq: 7 } }],
      store.read((tx) => tx.entries(1, 2)),
    );
    const { copy, misfits } = restore(entries.map(lineOf).join(''));
    expect(copy.ok).toBe(true);
    expect(misfits).toEqual([{ seq: 3, what: 'receipt number 7, expected 1' }]);
    expect(salesIn(target)).toEqual([100]);
  });

  test('is not there when the copy is damaged, and nothing of it is left beside', () => {
    const { lines, restore, beside } = aCopy();
    const told = restore([...lines.slice(0, 2), '{"spoilt"}\n', ...lines.slice(2)].join(''));
    expect(told.copy).toEqual({ ok: false, line: 3, reason: 'entry' });
    expect(beside()).toEqual([]);
  });

  test('is not there when the copy cannot be read', () => {
    const { target, beside } = aCopy();
    expect(() => restoreFromCopy(join(tempDir(), 'gone'), target)).toThrow('ENOENT');
    expect(beside()).toEqual([]);
  });

  test('never takes the place of a file', () => {
    const { lines, target, restore, beside } = aCopy();
    writeFileSync(target, 'somebody’s');
    expect(() => restore(lines.join(''))).toThrow(StoreFault);
    expect(readFileSync(target, 'utf8')).toBe('somebody’s');
    expect(beside()).toEqual(['restored.db']);
  });

  test('is made also where an earlier try was killed half-way', () => {
    const { lines, target, restore, beside } = aCopy();
    for (const end of ['', '-wal', '-shm', '.lock']) {
      writeFileSync(`${target}.restoring${end}`, 'half a database');
    }
    expect(restore(lines.join('')).copy.ok).toBe(true);
    expect(beside()).toEqual(['restored.db']);
    expect(salesIn(target)).toEqual([100, 200]);
  });
});
