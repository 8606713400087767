import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keepFlow, REFUSED_COPY } from '../till/ports/flow-state.ts';
import { readCopy } from './copy-file.ts';
import { checkDerived } from './rebuild.ts';
import { openReadOnly } from './open.ts';
import { restoreFromCopy } from './restore.ts';
import { openStore, type RegisterStore } from './store.ts';
import { testRegister } from './testing/register.ts';
import { openShop, sellForCash } from './testing/shop.ts';
import { tempDir } from './testing/temp-dir.ts';

function withCopy() {
  const disk = join(tempDir(), 'disk');
  mkdirSync(disk);
  const path = join(disk, 'copy', 'journal.jsonl');
  return { disk, path, register: testRegister({ secondCopyPath: path }) };
}

function sell(store: RegisterStore, count: number): void {
  for (let n = 0; n < count; n += 1) store.write((tx) => sellForCash(tx, 100 + n));
}

function lines(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

describe('the second copy', () => {
  test('holds the same entries, one a line, and proves by itself', async () => {
    const { path, register } = withCopy();
    register.store.write(openShop);
    sell(register.store, 5);
    await register.store.settled();
    const entries = register.store.read((tx) => tx.entries(1, 7));
    expect(lines(path).map((line): unknown => JSON.parse(line))).toEqual(entries);
    expect(register.store.health().secondCopy).toMatchObject({ state: 'ok', copiedTo: 7 });
    expect(readCopy(path, () => undefined)).toMatchObject({ ok: true, torn: false });
  });

  test('catches up at the next start', async () => {
    const { path, register } = withCopy();
    register.store.write(openShop);
    await register.store.settled();
    sell(register.store, 3);
    register.store.close();
    const store = openStore(register.options);
    await store.settled();
    expect(lines(path)).toHaveLength(5);
    store.close();
  });

  test('a disk that is not there is reported; sales go on; it catches up when it is back', async () => {
    const { disk, path, register } = withCopy();
    register.store.write(openShop);
    await register.store.settled();
    renameSync(disk, `${disk}-gone`);
    sell(register.store, 2);
    await register.store.settled();
    expect(register.store.health().secondCopy.state).toBe('missing');
    expect(existsSync(disk)).toBe(false);
    renameSync(`${disk}-gone`, disk);
    sell(register.store, 1);
    await register.store.settled();
    expect(register.store.health().secondCopy).toMatchObject({ state: 'ok', error: '' });
    expect(readCopy(path, () => undefined)).toMatchObject({ ok: true, head: { seq: 5 } });
  });

  test('a copy emptied or exchanged behind its back is written again from the start', async () => {
    const { path, register } = withCopy();
    register.store.write(openShop);
    await register.store.settled();
    rmSync(path);
    sell(register.store, 1);
    await register.store.settled();
    expect(readCopy(path, () => undefined)).toMatchObject({ ok: true, head: { seq: 3 } });
  });

  test('cut off at any byte it is whole again after the next start', async () => {
    const { path, register } = withCopy();
    register.store.write(openShop);
    sell(register.store, 3);
    await register.store.settled();
    register.store.close();
    const whole = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (size) => {
        writeFileSync(path, whole.subarray(0, size));
        const store = openStore(register.options);
        await store.settled();
        store.close();
        expect(readFileSync(path).equals(whole)).toBe(true);
      }),
      { numRuns: 40 },
    );
    expect(readdirSync(join(path, '..'))).toEqual(['journal.jsonl', 'journal.jsonl.disk']);
  });

  test('zeros that a power cut left in place of lines are cut off too', async () => {
    const { path, register } = withCopy();
    register.store.write(openShop);
    await register.store.settled();
    register.store.close();
    const whole = readFileSync(path);
    appendFileSync(path, Buffer.concat([Buffer.alloc(300), Buffer.from('\n{"seq":3\n')]));
    const store = openStore(register.options);
    await store.settled();
    store.close();
    expect(readFileSync(path).equals(whole)).toBe(true);
    expect(register.log.messages).toContain('torn end of the second copy cut off');
  });

  test('a copy with other entries is not touched until a person has decided against it', async () => {
    const other = withCopy();
    other.register.store.write((tx) => openShop(tx, '2026-02-01'));
    sell(other.register.store, 4);
    await other.register.store.settled();
    other.register.store.close();
    const foreign = readFileSync(other.path);
    const last = JSON.parse(lines(other.path).at(-1) ?? '') as { seq: number; hash: string };

    const register = testRegister({ secondCopyPath: other.path });
    let opposed = 0;
    register.store.onCopyOpposes(() => {
      opposed += 1;
    });
    register.store.write(openShop);
    await register.store.settled();
    sell(register.store, 1);
    await register.store.settled();
    const { seq, hash } = last;
    expect(register.store.health().secondCopy).toMatchObject({
      state: 'opposes',
      opposes: { seq, hash },
      setAside: null,
    });
    expect(opposed).toBe(1);
    expect(readFileSync(other.path).equals(foreign)).toBe(true);
    expect(readdirSync(dirname(other.path))).toEqual(['journal.jsonl', 'journal.jsonl.disk']);

    const keptAs = 'journal.jsonl.kept-1';
    register.store.write((tx) => keepFlow(tx, REFUSED_COPY, { hash, keptAs }));
    const store = register.reopen();
    await store.settled();
    expect(store.health().secondCopy).toMatchObject({ state: 'ok', copiedTo: 3, opposes: null });
    expect(readFileSync(join(dirname(other.path), keptAs)).equals(foreign)).toBe(true);
    expect(readCopy(other.path, () => undefined)).toMatchObject({ ok: true, head: { seq: 3 } });
  });

  test('what was decided against and is laid back does not take the place of what was kept', async () => {
    const { path, register } = withCopy();
    register.store.write(openShop);
    await register.store.settled();
    const line = lines(path).at(-1) ?? '';
    const kept = join(dirname(path), 'kept');
    writeFileSync(kept, 'the first one');
    const { hash } = JSON.parse(line) as { hash: string };
    const other = withCopy();
    other.register.store.write((tx) => openShop(tx, '2026-02-01'));
    other.register.store.write((tx) => keepFlow(tx, REFUSED_COPY, { hash, keptAs: 'kept' }));
    other.register.store.close();
    const store = openStore({ ...other.register.options, secondCopyPath: path });
    await store.settled();
    expect(readFileSync(kept, 'utf8')).toBe('the first one');
    expect(lines(store.health().secondCopy.setAside ?? '')).toContain(line);
    store.close();
  });

  test.each([
    ['of another register', 'it is the journal of register S001-4', 'the journal of another lane'],
    [
      'that is no journal at all',
      'it does not hold journal entries',
      'notes.txt\nof the manager\n',
    ],
  ])('a file %s is neither renamed nor written to, and told of', async (what, reason, text) => {
    const other = withCopy();
    let { path } = other;
    await other.register.store.settled();
    if (what === 'of another register') {
      const lane = testRegister({
        secondCopyPath: path,
        identity: { storeId: 'S001', registerId: '4' },
      });
      lane.store.write(openShop);
      await lane.store.settled();
      lane.store.close();
    } else {
      path = join(tempDir(), 'notes.txt');
      writeFileSync(path, text);
    }
    const before = readFileSync(path);
    const files = readdirSync(dirname(path));
    const { store } = testRegister({ secondCopyPath: path });
    store.write(openShop);
    await store.settled();
    expect(store.health().secondCopy).toMatchObject({ state: 'foreign', error: reason });
    expect(store.copyWitness(null)).toBeNull();
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(files);
  });
});

describe('what a copy says that speaks against the database', () => {
  /** A register whose database is the one of after `before` sales, and whose copy has `more`. */
  async function rolledBack(before: number, more: number) {
    const { path, register } = withCopy();
    register.store.write(openShop);
    sell(register.store, before);
    await register.store.settled();
    register.store.close();
    const kept = readFileSync(register.options.path);
    let store = openStore(register.options);
    sell(store, more);
    await store.settled();
    const head = store.read((tx) => tx.journalHead());
    store.close();
    writeFileSync(register.options.path, kept);
    store = openStore(register.options);
    onTestFinished(() => store.close());
    return { path, store, head, register };
  }

  test('that it is ahead, by how much, and that its chain is whole', async () => {
    const { store, head } = await rolledBack(2, 3);
    await store.copyExamined();
    const { seq } = store.read((tx) => tx.journalHead());
    const hash = store.read((tx) => tx.entries(seq, seq)[0]?.hash ?? '');
    expect(store.copyWitness({ seq, hash })).toMatchObject({
      says: 'ahead',
      head,
      commonTo: 4,
      lastReceiptNo: 'S001-3-5',
      nextReceiptSeq: 6,
      apart: { entries: 3, sales: 3, salesMinor: 100 + 101 + 102 },
      badLine: null,
      holdsHeadOffice: true,
    });
    expect(store.copyWitness({ seq: 99, hash })?.holdsHeadOffice).toBe(false);
  });

  test('one entry ahead, as a disk leaves it that lied about a commit', async () => {
    const { store } = await rolledBack(2, 1);
    await store.copyExamined();
    expect(store.copyWitness(null)).toMatchObject({ says: 'ahead', apart: { sales: 1 } });
  });

  test('that it has other entries from where the two part', async () => {
    const { path, store: first, register } = await rolledBack(2, 3);
    first.close();
    const away = readFileSync(path);
    rmSync(path);
    const alone = openStore({ ...register.options, secondCopyPath: null });
    sell(alone, 1);
    alone.close();
    writeFileSync(path, away);
    const store = openStore(register.options);
    await store.copyExamined();
    expect(store.copyWitness(null)).toMatchObject({ says: 'other', commonTo: 4, badLine: null });
    store.close();
  });

  test('that its last append was cut off before it was sealed, and takes no harm', async () => {
    const { path, store, head } = await rolledBack(2, 3);
    const last = lines(path).at(-1) ?? '';
    const next = `\0${last.slice(1)}`;
    appendFileSync(path, `${next}\n${last}\n`);
    await store.copyExamined();
    expect(store.copyWitness(null)).toMatchObject({ says: 'ahead', head, badLine: null });
  });

  test('that a byte in its middle was lost: it is damaged, and nothing of it is cut off', async () => {
    const { path, store } = await rolledBack(4, 3);
    const damaged = lines(path).map((line, index) => (index === 3 ? `\0${line.slice(1)}` : line));
    writeFileSync(path, `${damaged.join('\n')}\n`);
    const before = readFileSync(path);
    await store.copyExamined();
    expect(store.copyWitness(null)).toMatchObject({ badLine: 4, apart: { sales: 3 } });
    await store.settled();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('which line cannot be believed, and what it has beyond it', async () => {
    const { path, store } = await rolledBack(2, 3);
    const changed = lines(path).map((line, index) =>
      index === 2 ? line.replace('"totalMinor":100', '"totalMinor":999') : line,
    );
    writeFileSync(path, `${changed.join('\n')}\n`);
    await store.copyExamined();
    expect(store.copyWitness(null)).toMatchObject({ badLine: 3, nextReceiptSeq: 6 });
  });
});

describe('restore', () => {
  test('makes a database from the copy alone, read tables included', async () => {
    const { path, register } = withCopy();
    register.store.write(openShop);
    sell(register.store, 4);
    await register.store.settled();
    const head = register.store.read((tx) => tx.journalHead());
    appendFileSync(path, '{"seq":7,"to');
    const target = join(tempDir(), 'restored.db');
    expect(restoreFromCopy(path, target)).toEqual({
      copy: { ok: true, head, torn: true },
      misfits: [],
    });
    expect(readdirSync(join(target, '..'))).toEqual(['restored.db']);
    const db = openReadOnly(target);
    expect(checkDerived(db).differences).toEqual([]);
    db.close();
    const store = openStore({ ...register.options, path: target, secondCopyPath: null });
    expect(store.read((tx) => tx.recentSales(9))).toHaveLength(4);
    expect(() => restoreFromCopy(path, target)).toThrow('exists already');
    store.close();
  });

  test('a copy damaged before its end restores nothing and names the line', async () => {
    const { path, register } = withCopy();
    register.store.write(openShop);
    sell(register.store, 2);
    await register.store.settled();
    const changed = lines(path).map((line, index) =>
      index === 2 ? line.replace('"totalMinor":100', '"totalMinor":101') : line,
    );
    writeFileSync(path, `${changed.join('\n')}\n`);
    const target = join(tempDir(), 'restored.db');
    expect(restoreFromCopy(path, target).copy).toEqual({ ok: false, line: 3, reason: 'entry' });
    writeFileSync(path, `${changed.filter((_, index) => index !== 2).join('\n')}\n`);
    expect(restoreFromCopy(path, target).copy).toEqual({ ok: false, line: 3, reason: 'gap' });
    expect(readdirSync(join(target, '..'))).toEqual([]);
  });
});
