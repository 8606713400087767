import { mkdirSync, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { testRegister } from './testing/register.ts';
import { openShop } from './testing/shop.ts';
import { tempDir } from './testing/temp-dir.ts';

afterEach(() => vi.restoreAllMocks());

/** What every open file has in common: the place to watch flushes of files that somebody else opens. */
async function openFiles(): Promise<FileHandle> {
  const file = await open(join(tempDir(), 'probe'), 'w');
  await file.close();
  return Object.getPrototypeOf(file) as FileHandle;
}

/** What somebody waits for, and what ends the wait. */
function signal(): [Promise<void>, () => void] {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return [given, () => give()];
}

function withCopy() {
  const disk = join(tempDir(), 'disk');
  mkdirSync(disk);
  const path = join(disk, 'journal.jsonl');
  return { path, register: testRegister({ secondCopyPath: path }) };
}

test('an entry counts as copied once it is flushed, and not before', async () => {
  const prototype = await openFiles();
  const datasync = prototype.datasync;
  const [asked, ask] = signal();
  const [allowed, allow] = signal();
  const flush = vi.spyOn(prototype, 'datasync').mockImplementation(async function flush(
    this: FileHandle,
  ) {
    ask();
    await allowed;
    return datasync.call(this);
  });
  const { path, register } = withCopy();
  register.store.write(openShop);
  const { store } = register;
  // A copy that is not flushed at all settles without having asked.
  await Promise.race([asked, store.settled()]);
  expect(flush).toHaveBeenCalledTimes(1);
  expect(readFileSync(path, 'utf8').split('\n').slice(0, -1)).toHaveLength(2);
  expect(store.health().secondCopy).toMatchObject({ state: 'behind', copiedTo: 0 });
  allow();
  await store.settled();
  expect(store.health().secondCopy).toMatchObject({ state: 'ok', copiedTo: 2 });
});

test('an entry whose flush failed is written and flushed again', async () => {
  const prototype = await openFiles();
  const flush = vi.spyOn(prototype, 'datasync').mockRejectedValueOnce(new Error('EIO: flush'));
  const { register } = withCopy();
  const { store } = register;
  store.write(openShop);
  await store.settled();
  expect(store.health().secondCopy).toMatchObject({
    state: 'missing',
    copiedTo: 0,
    error: 'EIO: flush',
  });
  store.write((tx) => tx.append('drawer.opened', { reason: 'noSale', saleId: null }, '1'));
  await store.settled();
  expect(flush.mock.calls.length).toBeGreaterThan(1);
  expect(store.health().secondCopy).toMatchObject({ state: 'ok', error: '' });
  expect(store.health().secondCopy.copiedTo).toBe(store.read((tx) => tx.journalHead().seq));
});

test('a disk that goes on failing is logged once, another fault of it again', async () => {
  const prototype = await openFiles();
  const flush = vi.spyOn(prototype, 'datasync').mockRejectedValue(new Error('EIO: flush'));
  const { register } = withCopy();
  const { store, log } = register;
  const told = () => log.messages.filter((message) => message === 'second copy not written').length;
  const open = () =>
    store.write((tx) => tx.append('drawer.opened', { reason: 'noSale', saleId: null }, '1'));
  store.write(openShop);
  await store.settled();
  open();
  await store.settled();
  expect(flush.mock.calls.length).toBeGreaterThan(1);
  expect(told()).toBe(1);
  flush.mockRejectedValue(new Error('ENOSPC: flush'));
  open();
  await store.settled();
  expect(told()).toBe(2);
});
