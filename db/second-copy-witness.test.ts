import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../core/journal/entry.ts';
import { lineOf } from './entry-line.ts';
import { type Held, readWitness } from './second-copy-witness.ts';
import { type ChainPart, chainOf, sealed } from './testing/chain.ts';
import { testRegister } from './testing/register.ts';
import { closeDay, closeShift, openShop, saleFor, sellForCash } from './testing/shop.ts';
import { tempDir } from './testing/temp-dir.ts';

/** A day with sales of 1.00, 2.00 and 3.00, entries 3 to 5, closed with entries 6 and 7. */
function aDay(): JournalEntry[] {
  const { store } = testRegister();
  store.write(openShop);
  for (const amountMinor of [100, 200, 300]) store.write((tx) => sellForCash(tx, amountMinor));
  store.write((tx) => closeShift(tx));
  store.write(closeDay);
  return store.read((tx) => tx.entries(1, tx.journalHead().seq));
}

interface Against {
  readonly headOffice?: Held['headOffice'];
  /** What the file holds; the lines of the entries when left out. */
  readonly text?: string;
}

/** What a copy with these entries says against a database with those. */
function witness(
  copy: readonly JournalEntry[],
  database: readonly JournalEntry[],
  { headOffice = null, text = copy.map(lineOf).join('') }: Against = {},
) {
  const path = join(tempDir(), 'journal.jsonl');
  writeFileSync(path, text);
  const { seq, hash } = database.at(-1) ?? { seq: 0, hash: '' };
  return readWitness(path, {
    identity: { storeId: 'S001', registerId: '3' },
    database: { seq, hash },
    hashAt: (at) => database[at - 1]?.hash ?? null,
    headOffice,
  });
}

const spoilt = (entry: JournalEntry) => lineOf(entry).replace('"id"', '"ib"');
const unsealed = (entry: JournalEntry) => `\0${lineOf(entry).slice(1)}`;
const noSale: ChainPart = { type: 'drawer.opened', payload: { reason: 'noSale', saleId: null } };
const headOf = (entry: JournalEntry | undefined) => ({ seq: entry?.seq, hash: entry?.hash });

describe('a copy that is ahead', () => {
  test('says by how much, since when, and which numbers are given', () => {
    const all = aDay();
    expect(witness(all, all.slice(0, 4))).toEqual({
      says: 'ahead',
      head: headOf(all[6]),
      atMs: all[6]?.atMs,
      commonTo: 4,
      lastReceiptNo: 'S001-3-3',
      nextReceiptSeq: 4,
      nextZNumber: 2,
      apart: { entries: 3, sales: 1, salesMinor: 300 },
      badLine: null,
      holdsHeadOffice: false,
    });
  });

  test('has given no number before the first sale and the first Z', () => {
    const all = aDay();
    expect(witness(all.slice(0, 2), [])).toMatchObject({
      lastReceiptNo: null,
      nextReceiptSeq: 1,
      nextZNumber: 1,
      commonTo: 0,
      says: 'ahead',
    });
  });

  test('counts on past what an earlier decision went past, of either kind', () => {
    const decided = {
      decision: 'goOn',
      database: { seq: 1, hash: 'a' },
      copy: { seq: 1, hash: 'b', says: 'other' },
      headOffice: null,
      commonTo: 0,
      apart: { entries: 0, sales: 0, salesMinor: 0 },
      keptAs: 'kept',
      nextReceiptSeq: 50,
      nextZNumber: 9,
      wrongPins: 0,
    };
    const fetched = {
      toSeq: 1,
      batchNo: 1,
      why: 'empty',
      ownFrom: null,
      ownEntries: 0,
      ownSales: 0,
      ownSalesMinor: 0,
      keptAs: '',
    };
    const all = aDay();
    const after = (parts: readonly ChainPart[]) => witness(chainOf(parts, all), all);
    expect(after([{ type: 'loss.decided', payload: decided }])).toMatchObject({
      nextReceiptSeq: 50,
      nextZNumber: 9,
      lastReceiptNo: 'S001-3-3',
      badLine: null,
    });
    const jump = { ...fetched, nextReceiptSeq: 60, nextZNumber: 8 };
    expect(after([{ type: 'journal.fetched', payload: jump }])).toMatchObject({
      nextReceiptSeq: 60,
      nextZNumber: 8,
      badLine: null,
    });
    // One from before numbers were said in it, and one that went less far.
    expect(after([{ type: 'journal.fetched', payload: fetched }])).toMatchObject({
      nextReceiptSeq: 4,
      nextZNumber: 2,
      badLine: null,
    });
    const low = { ...decided, nextReceiptSeq: 2, nextZNumber: 1 };
    expect(after([{ type: 'loss.decided', payload: low }])).toMatchObject({
      nextReceiptSeq: 4,
      nextZNumber: 2,
    });
  });

  test('holds what head office has, or does not', () => {
    const all = aDay();
    const holds = (headOffice: Held['headOffice']) =>
      witness(all, all.slice(0, 4), { headOffice })?.holdsHeadOffice;
    const fifth = { seq: 5, hash: all[4]?.hash ?? '' };
    expect(holds(fifth)).toBe(true);
    expect(holds({ ...fifth, hash: 'another' })).toBe(false);
    expect(holds({ ...fifth, seq: 6 })).toBe(false);
    expect(holds({ ...fifth, seq: 99 })).toBe(false);
    expect(holds(null)).toBe(false);
  });
});

describe('a copy with other entries', () => {
  test('is another one from where they part, also where an entry is the same again', () => {
    const all = aDay();
    const other = chainOf([noSale], all.slice(0, 3));
    expect(witness(all, other)).toMatchObject({
      says: 'other',
      commonTo: 3,
      apart: { entries: 4, sales: 2, salesMinor: 500 },
      badLine: null,
    });
    const [first, , third] = all as [JournalEntry, JournalEntry, JournalEntry];
    const parted = [first, sealed({ ...third, seq: 2 }), third];
    expect(witness(parted, all.slice(0, 3))).toMatchObject({ says: 'other', commonTo: 1 });
  });

  test('that has less than the database cannot be proved to follow', () => {
    const all = aDay();
    expect(witness(all.slice(0, 5), all)).toMatchObject({
      says: 'other',
      commonTo: 5,
      apart: { entries: 0, sales: 0, salesMinor: 0 },
    });
  });
});

describe('the first line that cannot be believed', () => {
  const bad = (copy: readonly JournalEntry[], text?: string) =>
    witness(copy, aDay().slice(0, 1), text === undefined ? {} : { text })?.badLine;
  const changed = (change: Partial<JournalEntry>) => {
    const all = aDay();
    const last = all.at(-1);
    return last === undefined ? [] : [...all.slice(0, -1), sealed({ ...last, ...change })];
  };

  test('is one that is no entry, and the lines behind it are read all the same', () => {
    const all = aDay();
    const text = all.map((entry) => (entry.seq === 3 ? spoilt(entry) : lineOf(entry))).join('');
    expect(witness(all, all.slice(0, 2), { text })).toMatchObject({
      badLine: 3,
      head: headOf(all[6]),
      nextReceiptSeq: 4,
      apart: { entries: 4, sales: 2, salesMinor: 500 },
    });
  });

  test('is the first of several', () => {
    const all = aDay();
    const text = all.map((entry) => (entry.seq % 2 === 0 ? spoilt(entry) : lineOf(entry))).join('');
    expect(bad(all, text)).toBe(2);
  });

  test('is one behind a gap, or tied to another entry', () => {
    const all = aDay();
    expect(bad(all.filter(({ seq }) => seq !== 4))).toBe(4);
    expect(bad(changed({ seq: 9 }))).toBe(7);
    expect(bad(changed({ prevHash: 'ab'.repeat(32) }))).toBe(7);
    expect(bad(all)).toBeNull();
  });

  test('is one of another register, or with a content that its type does not have', () => {
    expect(bad(changed({ storeId: 'S002' }))).toBe(7);
    expect(bad(changed({ registerId: '4' }))).toBe(7);
    expect(bad(changed({ payload: { report: 'lost' } }))).toBe(7);
    // A type of a later version is not known here, and its content not judged.
    expect(bad(changed({ type: 'day.of-a-later-version' }))).toBeNull();
  });

  test('counts for no number where its content is not what its type has', () => {
    const { store } = testRegister();
    store.write(openShop);
    const sale = store.write((tx) => saleFor(tx, { amountMinor: 100 }));
    const opened = store.read((tx) => tx.entries(1, 2));
    // Nor does what another type has, however it looks.
    expect(witness(chainOf([{ type: 'sale.later', payload: sale }], opened), opened)).toMatchObject(
      {
        nextReceiptSeq: 1,
        apart: { entries: 1, sales: 0 },
      },
    );
    const forged = { ...sale, receiptSeq: 'many' };
    const told = witness(chainOf([{ type: 'sale.completed', payload: forged }], opened), opened);
    expect(told).toMatchObject({
      badLine: 3,
      nextReceiptSeq: 1,
      lastReceiptNo: null,
      apart: { entries: 1, sales: 0, salesMinor: 0 },
    });
  });
});

describe('what a power cut leaves at the end', () => {
  const all = aDay;

  test('a torn last line is not held against a copy', () => {
    const entries = all();
    const text = entries.map(lineOf).join('').slice(0, -20);
    expect(witness(entries, entries.slice(0, 3), { text })).toMatchObject({
      says: 'ahead',
      badLine: null,
      head: headOf(entries[5]),
    });
  });

  test('a last entry that lacks its line feed alone is a whole one', () => {
    const entries = all();
    const text = entries.map(lineOf).join('').slice(0, -1);
    expect(witness(entries, entries.slice(0, 3), { text })).toMatchObject({
      badLine: null,
      head: headOf(entries[6]),
    });
  });

  test('an append that was not sealed ends a copy that has all of the database', () => {
    const entries = all();
    const text = entries.map((one) => (one.seq === 6 ? unsealed(one) : lineOf(one))).join('');
    for (const has of [3, 5]) {
      expect(witness(entries, entries.slice(0, has), { text })).toMatchObject({
        badLine: null,
        head: headOf(entries[4]),
      });
    }
    // Where the database has more, it is damage in the middle.
    expect(witness(entries, entries.slice(0, 6), { text })).toMatchObject({
      badLine: 6,
      head: headOf(entries[6]),
    });
  });

  test('a file without a whole entry says nothing', () => {
    const entries = all();
    expect(witness([], entries, { text: '' })).toBeNull();
    expect(witness([], entries, { text: 'notes of the manager\n' })).toBeNull();
  });
});
