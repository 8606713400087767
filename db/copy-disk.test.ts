import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COPY_DISK, forgetFlow, keepFlow } from '../till/ports/flow-state.ts';
import { lineOf } from './entry-line.ts';
import { testRegister } from './testing/register.ts';
import { openShop, sellForCash } from './testing/shop.ts';
import { tempDir } from './testing/temp-dir.ts';

/** A register with a copy on a stick: where the stick is mounted, and the copy's file on it. */
async function withStick() {
  const mount = join(tempDir(), 'stick');
  mkdirSync(mount);
  const path = join(mount, 'journal.jsonl');
  const register = testRegister({ secondCopyPath: path });
  register.store.write(openShop);
  await register.store.settled();
  const sell = async () => {
    register.store.write((tx) => sellForCash(tx, 500));
    await register.store.settled();
  };
  const health = () => register.store.health().secondCopy;
  return { mount, path, register, sell, health };
}

/** The stick is pulled: its folder stays, empty, on the first disk. */
function pull(mount: string): string {
  const away = `${mount}-away`;
  renameSync(mount, away);
  mkdirSync(mount);
  return away;
}

const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

/** What a manager's word writes; the mark follows with the next look. */
function accept(stick: Awaited<ReturnType<typeof withStick>>, diskId = 'new-disk'): void {
  stick.register.store.write((tx) =>
    keepFlow(tx, COPY_DISK, { path: stick.path, diskId, isNew: true }),
  );
}

test('a stick that is not there: nothing is written to its empty folder; put in, it is caught up', async () => {
  const stick = await withStick();
  const away = pull(stick.mount);
  await stick.sell();
  expect(stick.health()).toMatchObject({ state: 'noDisk', copiedTo: 2 });
  expect(readdirSync(stick.mount)).toEqual([]);
  // Also at a start.
  stick.register.reopen();
  await stick.register.store.settled();
  expect(stick.health().state).toBe('noDisk');
  expect(readdirSync(stick.mount)).toEqual([]);
  rmSync(stick.mount, { recursive: true });
  renameSync(away, stick.mount);
  await stick.sell();
  expect(stick.health()).toMatchObject({ state: 'ok', copiedTo: 4 });
});

test('a new empty stick is begun on when a manager says so, and known from then on', async () => {
  const stick = await withStick();
  const away = pull(stick.mount);
  accept(stick);
  await stick.sell();
  expect(stick.health()).toMatchObject({ state: 'ok', copiedTo: 3 });
  // The old one is another disk now.
  rmSync(stick.mount, { recursive: true });
  renameSync(away, stick.mount);
  const before = contents(stick.mount);
  await stick.sell();
  expect(stick.health().state).toBe('otherDisk');
  expect(contents(stick.mount)).toEqual(before);
});

test('another register’s stick is not written to, not even when a manager mistakes it', async () => {
  const other = await withStick();
  other.register.store.close();
  const { store } = testRegister({
    secondCopyPath: join(tempDir(), 'x', 'j'),
    identity: { storeId: 'S001', registerId: '4' },
  });
  store.write(openShop);
  const foreign = store
    .read((tx) => tx.entries(1, 2))
    .map(lineOf)
    .join('');
  const stick = await withStick();
  rmSync(stick.mount, { recursive: true });
  mkdirSync(stick.mount);
  writeFileSync(stick.path, foreign);
  writeFileSync(`${stick.path}.disk`, 'of-another\n');
  const before = contents(stick.mount);
  await stick.sell();
  expect(stick.health().state).toBe('otherDisk');
  accept(stick);
  await stick.sell();
  expect(stick.health().state).toBe('foreign');
  expect(contents(stick.mount)).toEqual(before);
});

test('a database that was restored knows its copy by what is in it, and takes its mark over', async () => {
  const stick = await withStick();
  const mark = readFileSync(`${stick.path}.disk`, 'utf8');
  stick.register.store.write((tx) => forgetFlow(tx, COPY_DISK));
  await stick.sell();
  stick.register.reopen();
  await stick.register.store.settled();
  expect(stick.health().state).toBe('ok');
  expect(readFileSync(`${stick.path}.disk`, 'utf8')).toBe(mark);
});

test('a copy on the database’s own disk is told of', async () => {
  const stick = await withStick();
  expect(stick.health()).toMatchObject({ state: 'ok', onSameDisk: true });
});

const NOT_OURS: readonly [string, Buffer][] = [
  [
    'a photo',
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 3000 }, (_, n) => n % 251)]),
  ],
  ['a note without a line feed', Buffer.from('shopping list')],
  ['zeros', Buffer.alloc(700)],
  ['a file that looks empty', Buffer.from('   ')],
  ['text in lines', Buffer.from('a\nb\nc\n')],
  ['JSON', Buffer.from('{"seq":1}')],
];

test.each(NOT_OURS)(
  '%s at the copy’s path is not touched, with its rights, and told of',
  async (_, bytes) => {
    const mount = tempDir();
    const path = join(mount, 'journal.jsonl');
    writeFileSync(path, bytes, { mode: 0o644 });
    const before = statSync(path);
    const { store } = testRegister({ secondCopyPath: path });
    store.write(openShop);
    await store.settled();
    expect(store.health().secondCopy).toMatchObject({ state: 'foreign', copiedTo: 0 });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(statSync(path)).toMatchObject({
      mode: before.mode,
      mtimeMs: before.mtimeMs,
      ino: before.ino,
    });
    expect(existsSync(`${path}.disk`)).toBe(false);
    expect(readdirSync(mount)).toEqual(['journal.jsonl']);
  },
);

test('what an earlier version was cut off in, a beginning of our own first line, is begun anew', async () => {
  const first = await withStick();
  const [line = ''] = readFileSync(first.path, 'utf8').split('\n');
  rmSync(`${first.path}.disk`);
  first.register.store.write((tx) => forgetFlow(tx, COPY_DISK));
  await first.register.store.settled();
  first.register.store.close();
  const elsewhere = join(tempDir(), 'journal.jsonl');
  writeFileSync(elsewhere, line.slice(0, 30));
  cpSync(elsewhere, first.path);
  const store = first.register.reopen();
  await store.settled();
  expect(store.health().secondCopy).toMatchObject({ state: 'ok' });
});
