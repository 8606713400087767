import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { others, textOf, withCopy } from './testing/held-copy.ts';

describe('what is at the copy’s path and no copy', () => {
  test.runIf(process.platform === 'linux')('a device swallows nothing', async () => {
    const { path, look } = withCopy();
    mkdirSync(dirname(path));
    symlinkSync('/dev/null', path);
    expect(await look()).toMatchObject({ state: 'missing', error: `${path} is not a file` });
  });

  test('a folder is told of in the system’s words', async () => {
    const { path, look } = withCopy();
    mkdirSync(path, { recursive: true });
    expect(await look()).toMatchObject({ state: 'missing', copiedTo: 0 });
  });

  test('zeros are no copy of ours on a disk that was never ours', async () => {
    const { path, look } = withCopy();
    mkdirSync(dirname(path));
    writeFileSync(path, Buffer.alloc(700));
    expect(await look()).toMatchObject({ state: 'foreign', copiedTo: 0 });
    expect(readFileSync(path).equals(Buffer.alloc(700))).toBe(true);
  });

  test('a file of somebody else is told of once and not touched, until it is gone', async () => {
    const { path, look, commit, told, text, journal } = withCopy();
    mkdirSync(dirname(path));
    writeFileSync(path, 'notes\n');
    const reason = 'it does not hold journal entries';
    expect(await look()).toMatchObject({ state: 'foreign', error: reason, opposes: null });
    commit();
    expect(await look()).toMatchObject({ state: 'foreign', error: reason });
    expect([text(), told.opposes, told.errors.length, told.changes]).toEqual(['notes\n', 0, 1, 1]);
    expect(readdirSync(dirname(path))).toEqual(['journal.jsonl']);
    rmSync(path);
    expect(await look()).toMatchObject({ state: 'ok', error: '', copiedTo: 4 });
    expect(text()).toBe(textOf(journal));
  });
});

describe('a copy that speaks against the database', () => {
  async function opposing() {
    const held = withCopy();
    const other = others(5);
    mkdirSync(dirname(held.path));
    writeFileSync(held.path, textOf(other));
    const head = { seq: 5, hash: other[4]?.hash ?? '' };
    const health = await held.look();
    return { ...held, other, head, health };
  }

  test('is told of once and not touched, whatever is sold', async () => {
    const { health, head, look, commit, told, text, other, path } = await opposing();
    expect(health).toMatchObject({ state: 'opposes', opposes: head, error: '', setAside: null });
    commit(3);
    expect(await look()).toMatchObject({ state: 'opposes', opposes: head });
    expect([told.opposes, told.changes, text()]).toEqual([1, 1, textOf(other)]);
    expect(told.errors).toEqual([['second copy not written to', { path, kind: 'opposes', head }]]);
  });

  test('is looked at again when it was changed', async () => {
    const { path, look, journal, told, text, head } = await opposing();
    const longer = others(6);
    writeFileSync(path, textOf(longer));
    expect(await look()).toMatchObject({ state: 'opposes', opposes: { seq: 6 } });
    expect(told.opposes).toBe(2);
    writeFileSync(path, textOf(journal.slice(0, 2)));
    expect(await look()).toMatchObject({ state: 'ok', opposes: null, copiedTo: 3 });
    expect(text()).toBe(textOf(journal));
    expect(head.seq).toBe(5);
  });

  test('is kept under the name that was decided, and a new one is begun', async () => {
    const { path, look, memory, text, other, head, journal, told, start } = await opposing();
    memory.refused = { hash: 'of another copy', keptAs: 'kept' };
    expect(await look(start())).toMatchObject({ state: 'opposes' });
    memory.refused = { hash: head.hash, keptAs: 'kept' };
    const target = join(dirname(path), 'kept');
    expect(await look(start())).toMatchObject({
      state: 'ok',
      copiedTo: 3,
      opposes: null,
      setAside: target,
    });
    expect([readFileSync(target, 'utf8'), text()]).toEqual([textOf(other), textOf(journal)]);
    expect(told.warnings).toContainEqual(['second copy set aside, as was decided', { target }]);
  });

  test('is kept under another name where that one is taken', async () => {
    const { path, look, memory, other, head, start } = await opposing();
    memory.refused = { hash: head.hash, keptAs: 'kept' };
    const kept = join(dirname(path), 'kept');
    writeFileSync(kept, 'the first one');
    expect(await look(start())).toMatchObject({ state: 'ok', setAside: `${path}.kept-77` });
    expect(readFileSync(kept, 'utf8')).toBe('the first one');
    expect(readFileSync(`${path}.kept-77`, 'utf8')).toBe(textOf(other));
  });

  test('is decided against by a word that comes while it is looked at', async () => {
    const { path, memory, journal, onOpposes, copy, look, text } = withCopy();
    const other = others(5);
    mkdirSync(dirname(path));
    writeFileSync(path, textOf(other));
    onOpposes.then = () => {
      memory.refused = { hash: other[4]?.hash ?? '', keptAs: 'kept' };
      // The file is another one by now, or it is not looked at again.
      appendFileSync(path, '\n');
      copy.wake();
    };
    expect(await look()).toMatchObject({ state: 'ok', opposes: null });
    expect(text()).toBe(textOf(journal));
  });
});
