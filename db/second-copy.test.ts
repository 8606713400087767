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
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
    expect(readdirSync(join(path, '..'))).toEqual(['journal.jsonl']);
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

  test('a copy with other entries is set aside, reported and never written over', async () => {
    const other = withCopy();
    other.register.store.write((tx) => openShop(tx, '2026-02-01'));
    sell(other.register.store, 4);
    await other.register.store.settled();
    other.register.store.close();
    const foreign = readFileSync(other.path);

    const { store } = testRegister({ secondCopyPath: other.path });
    store.write(openShop);
    await store.settled();
    const health = store.health().secondCopy;
    expect(health).toMatchObject({ state: 'ok', copiedTo: 2 });
    expect(readFileSync(health.setAside?.path ?? '').equals(foreign)).toBe(true);
    expect(readCopy(other.path, () => undefined)).toMatchObject({ ok: true, head: { seq: 2 } });
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
