import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../core/journal/entry.ts';
import { lineOf } from './entry-line.ts';
import { examineTail, type TailJudge } from './second-copy-tail.ts';
import { chainOf, type ChainPart } from './testing/chain.ts';
import { tempDir } from './testing/temp-dir.ts';

const opened: ChainPart = { type: 'drawer.opened', payload: { reason: 'noSale', saleId: null } };
const OURS = chainOf([opened, opened, opened, opened]);
/** Parts from ours behind entry 2. */
const OTHER = chainOf([{ ...opened, actor: '1002' }, opened], OURS.slice(0, 2));
const bytesOf = (entries: readonly JournalEntry[]) => Buffer.from(entries.map(lineOf).join(''));
const whole = bytesOf(OURS);
const unsealed = (bytes: Buffer) => Buffer.concat([Buffer.of(0), bytes.subarray(1)]);
const head = (entry: JournalEntry | undefined) => ({ seq: entry?.seq, hash: entry?.hash });

/** What is found of a copy with these bytes, beside a journal of entries 1 to 4. */
async function examine(bytes: Buffer, judge: Partial<TailJudge> = {}) {
  const path = join(tempDir(), 'journal.jsonl');
  writeFileSync(path, bytes);
  const file = await open(path, 'r');
  try {
    return await examineTail(file, {
      hashAt: (seq) => OURS[seq - 1]?.hash ?? null,
      identity: { storeId: 'S001', registerId: '3' },
      beginning: () => whole,
      onOurDisk: false,
      ...judge,
    });
  } finally {
    await file.close();
  }
}

describe('the end of a copy agrees', () => {
  test('up to its last whole line, wherever the rest was cut off', async () => {
    expect(await examine(Buffer.alloc(0))).toEqual({ kind: 'agrees', seq: 0, size: 0 });
    expect(await examine(whole)).toEqual({ kind: 'agrees', seq: 4, size: whole.length });
    const three = bytesOf(OURS.slice(0, 3)).length;
    for (const size of [three, three + 1, three + 90, whole.length - 1]) {
      expect(await examine(whole.subarray(0, size))).toEqual({
        kind: 'agrees',
        seq: 3,
        size: three,
      });
    }
  });

  test('also where lines before the end are no entries, and empty ones', async () => {
    const rest = Buffer.from('\n\n{"seq":5\nnothing\n');
    expect(await examine(Buffer.concat([whole, rest]))).toEqual({
      kind: 'agrees',
      seq: 4,
      size: whole.length,
    });
  });

  test('in a file of many megabytes, by its place in the whole file', async () => {
    const long = Buffer.from(`${'x'.repeat(9_999)}\n`.repeat(900));
    const size = long.length + whole.length;
    expect(await examine(Buffer.concat([long, whole, Buffer.from('torn')]))).toEqual({
      kind: 'agrees',
      seq: 4,
      size,
    });
    // A hole where the bytes begin that are looked at says nothing of those behind it.
    const holed = Buffer.concat([long, whole]);
    holed[size - 8 * 1024 * 1024] = 0;
    expect(await examine(holed)).toEqual({ kind: 'agrees', seq: 4, size });
  });

  test('before an append that was never sealed, whatever of it is on the disk', async () => {
    const two = bytesOf(OURS.slice(0, 2));
    const append = bytesOf(OURS.slice(2));
    const hole = Buffer.from(append);
    hole.fill(0, 0, 50);
    for (const left of [unsealed(append), hole, Buffer.alloc(700)]) {
      expect(await examine(Buffer.concat([two, left]))).toEqual({
        kind: 'agrees',
        seq: 2,
        size: two.length,
      });
    }
  });
});

describe('a copy speaks against the database', () => {
  test('with its newest entry, when the journal has another or none of that number', async () => {
    expect(await examine(bytesOf(OTHER))).toEqual({ kind: 'opposes', head: head(OTHER[3]) });
    const ahead = { hashAt: (seq: number) => (seq <= 2 ? (OURS[seq - 1]?.hash ?? null) : null) };
    expect(await examine(whole, ahead)).toEqual({ kind: 'opposes', head: head(OURS[3]) });
  });

  test('with a whole entry behind what looks torn: nothing of it may be cut off', async () => {
    const two = bytesOf(OURS.slice(0, 2));
    const bytes = Buffer.concat([two, unsealed(bytesOf(OTHER.slice(2)))]);
    expect(await examine(bytes)).toEqual({ kind: 'opposes', head: head(OTHER[3]) });
    const more = Buffer.concat([bytes, bytesOf(OURS.slice(2))]);
    expect(await examine(more)).toEqual({ kind: 'opposes', head: head(OTHER[3]) });
  });

  test('but not with another register’s entries there', async () => {
    const theirs = chainOf([opened, { ...opened, registerId: '4' }]);
    const bytes = Buffer.concat([whole, Buffer.from('\0torn\n'), bytesOf(theirs.slice(1))]);
    expect(await examine(bytes)).toMatchObject({ kind: 'agrees', seq: 4 });
  });
});

describe('a file is somebody else’s', () => {
  test.each([
    ['of another store', { storeId: 'S002' }, 'it is the journal of register S002-3'],
    ['of another register', { registerId: '4' }, 'it is the journal of register S001-4'],
  ])('with a journal %s', async (_, change, reason) => {
    const theirs = chainOf([{ ...opened, ...change }]);
    expect(await examine(bytesOf(theirs))).toEqual({ kind: 'foreign', reason });
  });

  test('without any journal entry', async () => {
    const reason = 'it does not hold journal entries';
    const unsealedBehind = `\n\0${whole.toString()}`;
    for (const text of ['notes', 'notes\nof a manager\n', '\n', '\0\0', '{}\n', unsealedBehind]) {
      expect(await examine(Buffer.from(text))).toEqual({ kind: 'foreign', reason });
    }
  });
});

describe('what a power cut leaves of the very first append', () => {
  const begun = { kind: 'agrees', seq: 0, size: 0 };

  test('is the beginning of our own lines', async () => {
    const first = bytesOf(OURS.slice(0, 1)).length;
    for (const size of [1, 30, first - 1]) {
      expect(await examine(whole.subarray(0, size))).toEqual(begun);
    }
    const changed = Buffer.from(whole.subarray(0, 30));
    changed[10] = 0x41;
    expect(await examine(changed)).toMatchObject({ kind: 'foreign' });
    expect(await examine(changed, { onOurDisk: true })).toMatchObject({ kind: 'foreign' });
  });

  test('may have holes on our own disk, and on no other', async () => {
    for (const left of [unsealed(whole), unsealed(whole.subarray(0, 40)), Buffer.alloc(100)]) {
      expect(await examine(left, { onOurDisk: true })).toEqual(begun);
      expect(await examine(left)).toMatchObject({ kind: 'foreign' });
    }
  });

  test('is no longer than that append was', async () => {
    const beginning = () => whole.subarray(0, 60);
    const left = (size: number) => examine(Buffer.alloc(size), { onOurDisk: true, beginning });
    expect(await left(60)).toEqual(begun);
    expect(await left(61)).toMatchObject({ kind: 'foreign' });
    // The end of a long file is no beginning.
    const long = Buffer.alloc(9 * 1024 * 1024);
    const judge = { onOurDisk: true, beginning: () => long };
    expect(await examine(long, judge)).toMatchObject({ kind: 'foreign' });
  });
});
